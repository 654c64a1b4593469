"""The pack of a case: rendered once by a worker from what was frozen, kept as a document, its digest on record."""

from __future__ import annotations

import io
from datetime import datetime

from apps.accounts.models import User
from apps.casework import documents, engine
from apps.organizations.scope import SYSTEM_ACTOR

from ..models import Escalation, EscalationPack

#: Documents of this kind are kept for good.
PACK = "escalation_pack"


def make_pack(case: Escalation, *, at: datetime) -> EscalationPack:
    """Make the pack of a case; one that is made already stays. In the system's scope."""
    made = EscalationPack.objects.filter(escalation=case).first()
    if made is not None:
        return made
    from ..pack.paper import rendered  # the typesetter is no business of processes that make no paper

    language = User.objects.values_list("language", flat=True).filter(pk=case.owner_id or 0).first() or "en"
    document = documents.store(
        file=io.BytesIO(rendered(case, language)),
        name=f"{case.number}.pdf",
        media_type="application/pdf",
        kind=PACK,
        by=SYSTEM_ACTOR,
        at=at,
    )
    pack = EscalationPack.objects.create(
        escalation=case, document=document, sha256=document.sha256, made_at=at, **case.sides()
    )
    engine.record(case, "packed", by=SYSTEM_ACTOR, at=at)
    return pack

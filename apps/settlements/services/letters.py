"""A decision on paper: made once in each language and kept, so that its digest says whether a paper is the one."""

from __future__ import annotations

import io
from datetime import datetime

from django.db import transaction
from django.utils import translation

from apps.casework import documents
from apps.organizations.door import door
from apps.organizations.scope import Actor

from ..models import Decision, DecisionLetter
from ..papers.costs import decision_letter


def letter_of(*, decision: Decision, language: str, by: Actor, at: datetime) -> DecisionLetter:
    """The letter of a decision in a language: the one that was made, or one made now."""
    known = decision.letters.filter(language=language).first()
    if known is not None:
        return known
    with translation.override(language):
        pdf = decision_letter(decision, language).pdf()
    return _keep(decision, language, pdf, by=by, at=at)


@transaction.atomic
def _keep(decision: Decision, language: str, pdf: bytes, *, by: Actor, at: datetime) -> DecisionLetter:
    name = f"{decision.case.number}-{decision.number}-{language}.pdf"
    document = documents.store(
        file=io.BytesIO(pdf), name=name, media_type="application/pdf", kind="decision_letter", by=by, at=at
    )
    with door("settlements.letter"):
        made, _new = DecisionLetter.objects.get_or_create(
            decision=decision,
            language=language,
            defaults={
                "document_id": document.pk, "sha256": document.sha256, "made_at": at, **decision.sides()
            },
        )  # fmt: skip
    return made

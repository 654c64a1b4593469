"""A single safety-critical case past its time reaches a person: by mail, again each week while it is open."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.utils.translation import gettext_noop

from apps.claims.models import Claim
from apps.claims.reminders import fact_of
from apps.notifications.catalogue import list_notice
from apps.notifications.outbox import emit_once

from .safety import open_too_long

_NAMESPACE = uuid.UUID("d3a6c1de-6f5c-4d0c-9c1f-0a2f4f7f5b90")
_WEEK = timedelta(days=7)

for _side in ("regulators", "manufacturer", "dealer"):
    list_notice(
        "claim.safety_late",
        to=_side,
        text=gettext_noop("Safety-critical claim %(number)s is past its time and still open: please see to it"),
        url_name="claims:detail",
        urgent=True,
    )


def tell(*, at: datetime) -> int:
    """Say ``claim.safety_late`` for each such case, once a week from its filing; returns how many were new.

    Run in the system's scope. The event's id is made from the claim and its week, so running twice says it once.
    """
    claims = open_too_long(at=at).iterator(chunk_size=500)
    return emit_once("claim.safety_late", {_event_id(claim, at): fact_of(claim) for claim in claims}, at=at)


def _event_id(claim: Claim, at: datetime) -> uuid.UUID:
    return uuid.uuid5(_NAMESPACE, f"{claim.pk} {(at - claim.filed_at) // _WEEK}")

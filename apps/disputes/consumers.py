"""What follows when a denial is taken back or a case is brought, and whom a question is told to."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_noop

from apps.notifications.catalogue import list_notice
from apps.notifications.models import OutboxEvent
from apps.notifications.relay import consumer

from .models import Escalation
from .next_words import escalation_next
from .services import objections, packs

for _side in ("owner", "dealer", "manufacturer"):
    list_notice(
        f"escalation.asked_{_side}",
        to=_side,
        text=gettext_noop("The authority asks you something in %(number)s"),
        url_name="disputes:escalation",
        next_words=escalation_next,
        urgent=True,
    )


@consumer("objections-settled", "claim.reinstate")
def denial_taken_back(event: OutboxEvent, at: datetime) -> None:
    """End the objection to a denial that was taken back on the claim itself."""
    objections.settle_of(event.payload["claim"], at=event.occurred_at)


@consumer("escalation-packs", "escalation.filed")
def pack(event: OutboxEvent, at: datetime) -> None:
    """Make the pack of a case that was brought."""
    packs.make_pack(Escalation.objects.get(pk=event.payload["escalation"]), at=event.occurred_at)

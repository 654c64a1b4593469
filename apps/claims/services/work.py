"""What all verbs on claims share: the lock, the step of the table, the event, the queue's order, the fact."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.casework.books import recorded_at
from apps.core.errors import Conflict, Refused
from apps.duties.models import Clock, Party
from apps.notifications.outbox import emit
from apps.organizations.door import door
from apps.organizations.scope import Actor

from .. import machine
from ..models import NOTHING_DUE, Claim, ClaimEvent
from ..policies import MOVED

#: Changes fields and clocks of the locked claim at a moment that is not before its last event.
Effect = Callable[[Claim, datetime], None]
SUBJECT = Clock.Subject.CLAIM


@transaction.atomic
@door("claims.step")
def take(
    claim: Claim,
    verb: str,
    *,
    by: Actor,
    at: datetime,
    note: str = "",
    version: int | None = None,
    effect: Effect | None = None,
    values: dict[str, Any] | None = None,
) -> Claim:
    """Take one step of the table on the locked claim.

    ``version`` is what the person saw; when somebody acted since, Conflict tells who. ``effect`` changes fields
    and clocks at the moment it is given: an ``at`` before the last event (machines' clocks differ) counts as that
    event's moment.
    """
    # Before the lock: the database does not let sides lock rows that they may only read.
    machine.taken_by(verb, by)
    recorded_at(claim.manufacturer_id, at, verb)
    locked = Claim.objects.select_for_update().get(pk=claim.pk)
    last = locked.events.order_by("-happened_at", "-id").first()
    if last is not None and at < last.happened_at:
        at = last.happened_at
    step = machine.require(locked, verb, by)
    if version is not None and version != locked.version:
        raise Conflict(
            _("%(who)s acted on this request meanwhile: it is “%(status)s” now. Look and choose again.")
            % {"who": last.by_name if last else "", "status": locked.get_status_display()},
            code="changed_meanwhile",
        )
    if step.to:
        locked.status = step.to
    if effect is not None:
        effect(locked, at)
    say(locked, verb, by=by, at=at, note=note, **(values or {}))
    settle(locked)
    locked.version += 1
    locked.save(update_fields=MOVED)
    tell(locked, verb, by=by, at=at)
    return locked


def say(claim: Claim, kind: str, *, by: Actor, at: datetime, note: str = "", **values: Any) -> ClaimEvent:
    """Add a line to the timeline."""
    return ClaimEvent.objects.create(
        claim=claim,
        kind=kind,
        happened_at=at,
        by_side=by.side.name.lower(),
        by_name=by.organization_name or by.name,
        note=note,
        values=values,
        **claim.sides(),
    )


def settle(claim: Claim) -> None:
    """Keep the queue's order: the earliest due time of the running clocks, and whom the claim waits for."""
    clocks = list(Clock.objects.filter(subject_kind=SUBJECT, subject_id=claim.pk, stopped_at=None))
    due = [clock.due_at for clock in clocks if clock.due_at is not None]
    claim.next_due_at = min(due, default=NOTHING_DUE)
    claim.waiting_for = _waiting_for(claim, clocks)


def _waiting_for(claim: Claim, clocks: list[Clock]) -> str:
    if claim.status in machine.OVER:
        return ""
    if claim.status in (Claim.Status.REPAIRED, Claim.Status.HANDED_BACK):
        return Party.OWNER if claim.status == Claim.Status.HANDED_BACK else Party.DEALER
    for clock in clocks:
        last = clock.intervals.order_by("-started_at", "-id").first()
        if last is not None:
            return last.party
    return Party.DEALER


def tell(claim: Claim, verb: str, *, by: Actor, at: datetime) -> None:
    """Say the fact ``claim.<verb>``."""
    emit(
        f"claim.{verb}",
        at=at,
        claim=claim.pk,
        number=claim.number,
        vehicle=claim.vehicle_title,
        owner=claim.owner_id,
        dealer=claim.dealer_id,
        manufacturer=claim.manufacturer_id,
        country=str(claim.country),
        safety_critical=claim.safety_critical,
        by_user=by.user_id,
    )


def wanted(text: str, *, field: str, least: int = 3) -> str:
    """A text that says something; Refused names the field otherwise."""
    found = text.strip()
    if len(found) < least:
        raise Refused(
            _("“%(text)s” says too little: write at least %(least)d characters.") % {"text": found, "least": least},
            field=field,
            code="too_short",
        )
    return found

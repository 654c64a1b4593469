"""Reads of claims: lists with their order and index, and the timeline of one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from apps.duties import names
from apps.duties.models import Clock, Party
from apps.duties.selectors import clocks_of
from apps.parts.models import OrderLine
from apps.vehicles.models import Vehicle

from .awaited import PROMISES
from .models import Claim, ClaimEvent, Draft

#: A proposed denial waits for its manufacturer: its due time is none of the workshop's.
_OWN_TURN = ~Q(status=Claim.Status.PROPOSED)
NEWEST = ("-filed_at", "-id")
MOST_URGENT = ("next_due_at", "id")


def claims() -> QuerySet[Claim]:
    """All claims in sight, newest first (indexes claim_owner_newest, claim_dealer_newest, …)."""
    return Claim.objects.order_by(*NEWEST)


def dealer_queue() -> QuerySet[Claim]:
    """Open claims of the dealer in scope, most urgent first (index claim_dealer_due)."""
    return Claim.objects.filter(closed_at=None).order_by(*MOST_URGENT)


def late_count(*, at: datetime) -> int:
    """Open claims past due, counted up to 100."""
    return dealer_queue().filter(_OWN_TURN, next_due_at__lt=at)[:100].count()


LAST_KEPT = ("-kept_at", "-id")


def kept_drafts() -> QuerySet[Draft]:
    """What the owner in scope has not sent yet, the one kept last first (1 query; a handful, by index draft_once).

    ``yours``: whether the car is still theirs; ``same_car``: keys of their other drafts about it, in the same order.
    """
    mine = Exists(Vehicle.objects.filter(vin=OuterRef("vin")))
    others = Draft.objects.filter(vin=OuterRef("vin"), owner_id=OuterRef("owner_id")).exclude(pk=OuterRef("pk"))
    same_car = ArraySubquery(others.order_by(*LAST_KEPT).values("request_key"))
    return Draft.objects.annotate(yours=mine, same_car=same_car).order_by(*LAST_KEPT)


def begun_about(vin: str, *, besides: str = "", component: str = "") -> list[Draft]:
    """What the owner in scope began about a car, or one part of it, and has not sent (1 query; a handful).

    But for the form of the key ``besides``.
    """
    rows = Draft.objects.filter(vin=vin).exclude(request_key=besides).order_by(*LAST_KEPT)
    return [row for row in rows if not component or row.answers.get("component") == component]


@dataclass(frozen=True)
class QueueCount:
    """One figure above the queue: its words, its number, and the filter that shows the claims behind it."""

    label: Any
    kind: str
    count: int
    query: str


def queue_counts(*, at: datetime) -> list[QueueCount]:
    """What the workshop should look at first (1 query over its open claims, index claim_dealer_due)."""
    found = dealer_queue().aggregate(
        late=Count("pk", filter=_OWN_TURN & Q(next_due_at__lt=at)),
        unanswered=Count("pk", filter=Q(status=Claim.Status.FILED)),
        safety=Count("pk", filter=Q(safety_critical=True)),
        immobilised=Count("pk", filter=Q(immobilised=True)),
    )
    counts = (
        QueueCount(_("Past due"), "bad", found["late"], "late=true"),
        QueueCount(_("Not answered"), "warn", found["unanswered"], "status=filed"),
        QueueCount(_("Safety"), "bad", found["safety"], "safety_critical=true"),
        QueueCount(_("Cannot be driven"), "warn", found["immobilised"], "immobilised=true"),
    )
    return [entry for entry in counts if entry.count]


#: What shows that a question to the owner is settled, beside the owner's own message.
SETTLES = ("respond", "start_repair", "reopen", "propose_denial", "reinstate")
#: Why a step has no date just now.
_PAUSED = {
    "manufacturer": _("Waiting for a part: the manufacturer must send it"),
    "owner": _("Waiting for the owner's answer"),
}


@dataclass(frozen=True)
class Case:
    """One claim with everything its page shows."""

    claim: Claim
    clocks: list[Clock]
    events: list[ClaimEvent]
    lines: list[OrderLine]
    steps: list[dict[str, Any]] = field(default_factory=list)

    @property
    def running(self) -> list[Clock]:
        return [clock for clock in self.clocks if clock.stopped_at is None]


def case_of(claim: Claim) -> Case:
    """The claim with clocks, events, photos and ordered parts (6 queries, however many there are)."""
    clocks = list(clocks_of(Clock.Subject.CLAIM, claim.pk))
    lines = OrderLine.objects.filter(order__claim_number=claim.number).select_related("order", "part")
    case = Case(claim, clocks, list(claim.events.all()), list(lines.order_by("order_id", "id")))
    case.steps.extend(_steps(case))
    return case


def _steps(case: Case) -> list[dict[str, Any]]:
    """The owner's timeline: what is done, what is now, what comes, with the dates promised."""
    claim = case.claim
    newest = {clock.obligation_id: clock for clock in case.clocks}
    marks: list[tuple[Any, datetime | None, Clock | None]] = [
        (_("Filed"), claim.filed_at, None),
        (_("Answer of the workshop"), claim.responded_at, newest.get(names.FIRST_RESPONSE)),
        (_("Vehicle in the workshop"), claim.vehicle_in_at, None),
        (_("Repaired"), claim.repaired_at, newest.get(names.REPAIR)),
        (_("Handed back"), claim.handed_back_at, None),
    ]
    ended = claim.status in (Claim.Status.DENIED, Claim.Status.WITHDRAWN)
    if ended:
        marks = [mark for mark in marks if mark[1] is not None]
    steps, waiting = [], True
    for label, at, clock in marks:
        state = "done" if at else ("current" if waiting else "next")
        waiting = waiting and bool(at)
        due = clock.due_at if clock and clock.stopped_at is None else None
        paused = bool(clock and clock.stopped_at is None and clock.due_at is None)
        note = _wait_of(case) if paused else ""
        steps.append({"label": label, "at": at, "state": state, "expected_by": due, "paused": paused, "note": note})
    if ended:
        steps.append({"label": claim.get_status_display(), "at": claim.closed_at, "state": claim.status})
    return steps


def open_question(case: Case) -> ClaimEvent | None:
    """What the owner was asked and has not settled yet, of the events that are read already."""
    told = [event for event in case.events if event.kind in SETTLES or is_answer(event) or event.kind == "ask_owner"]
    newest = max(told, key=lambda event: (event.happened_at, event.pk), default=None)
    return newest if newest and newest.kind == "ask_owner" and case.claim.closed_at is None else None


def is_answer(event: ClaimEvent) -> bool:
    """Whether the event is something that the owner wrote."""
    return event.kind == "message" and event.by_side == "owner"


def _wait_of(case: Case) -> str:
    """Why the repair has no date just now; with the day promised for a part, when one is."""
    day = promised_day(case)
    if case.claim.waiting_for != Party.MANUFACTURER or day is None:
        return str(_PAUSED.get(case.claim.waiting_for, ""))
    text = _("Waiting for a part: the manufacturer promised to send it by %(day)s")
    return str(text) % {"day": date_format(day)}


def promised_day(case: Case) -> date | None:
    """By which day the manufacturer promised to send what was ordered last; None: it said nothing of it."""
    promises = [event for event in case.events if event.kind in PROMISES]
    ordered = [event.happened_at for event in case.events if event.kind == "order_parts"]
    if not promises or (ordered and promises[-1].happened_at < ordered[-1]):
        return None
    # Several parts promised in one answer: the last of them decides.
    newest = promises[-1].happened_at
    return date.fromisoformat(max(event.values["promised_on"] for event in promises if event.happened_at == newest))

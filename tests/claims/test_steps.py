"""The table of steps: any walk through it leaves clocks and statuses that agree; the picture shows the table."""

from __future__ import annotations

import uuid
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.casework import engine
from apps.claims import services
from apps.claims.models import NOTHING_DUE, Claim
from apps.claims.steps import KIND
from apps.core.errors import Refused
from apps.duties.calendars import default_calendar
from apps.duties.models import Clock
from apps.organizations.scope import Side, acting_as, system_scope
from apps.parts.models import OrderLine, Part
from tests.cast import NOW, Cast
from tests.claims.conftest import File

ROOT = Path(__file__).resolve().parents[2]
_TEXT = "a reason that is long enough for everybody"
ARGUMENTS: dict[str, dict[str, Any]] = {
    "respond": {"message": _TEXT},
    "start_repair": {},
    "ask_owner": {"message": _TEXT},
    "complete": {"cause": _TEXT, "correction": _TEXT, "open_lines": "keep", "kept_why": _TEXT},
    "hand_back": {},
    "close": {},
    "reopen": {"message": _TEXT},
    "deny": {"reason": "wear", "explanation": _TEXT},
    "propose_denial": {"reason": "misuse", "explanation": _TEXT},
    "confirm_denial": {},
    "refuse_denial": {"message": _TEXT},
    "drop_denial": {"message": _TEXT},
    "rate": {"stars": 4},
    "share_status": {},
    "stop_sharing": {},
    "reinstate": {"message": _TEXT},
    "withdraw": {},
    "message": {"message": _TEXT},
    "see_contact": {"message": _TEXT},
    "see_vin": {"message": _TEXT},
}
SERVICES = {
    **{verb: getattr(services, verb) for verb in ARGUMENTS if hasattr(services, verb)},
    "complete": services.complete_repair,
    "message": services.add_message,
}
ACTORS = ("amina", "dealer_nairobi", "maker_hanhai")
#: "deliver": every part on its way is received, and the consumer hears of it.
VERBS = (*sorted(ARGUMENTS), "order_parts", "deliver")
#: Whose steps they are; every other pair must be refused and is drawn more seldom.
NAMES = {Side.OWNER: "amina", Side.DEALER: "dealer_nairobi", Side.MANUFACTURER: "maker_hanhai"}
# Reserving is its service's alone, which orders what is nowhere: tests/claims/test_kept_parts.py.
OWN = [(s.verb, NAMES[side]) for s in KIND.steps for side in s.sides if side in NAMES and s.verb != "reserve_parts"]
#: What makes people wait and what ends it, drawn more often than what ends the claim.
WAITS = [
    pair
    for pair in OWN
    if pair[0]
    in {
        *("ask_owner", "order_parts", "message", "start_repair", "reopen", "reinstate"),
        *("propose_denial", "refuse_denial", "confirm_denial"),
    }
]
WAITS += [("deliver", "dealer_nairobi")]
PAIRS = st.one_of(
    st.sampled_from(WAITS),
    st.sampled_from(WAITS),
    st.sampled_from(OWN),
    st.tuples(st.sampled_from(VERBS), st.sampled_from(ACTORS)),
)
WALK = st.lists(st.tuples(PAIRS, st.integers(0, 6)), min_size=4, max_size=18)
#: Corners that chance alone seldom reaches: half of the walks begin in one of them.
CORNERS = (
    "respond order_parts ask_owner",
    "respond ask_owner order_parts",
    "respond order_parts propose_denial",
    "respond start_repair order_parts complete hand_back",
    "respond ask_owner",
)
START = st.one_of(st.just(""), st.sampled_from(CORNERS))
OWED = {
    Claim.Status.FILED: {"first_response"},
    Claim.Status.RESPONDED: {"repair"},
    Claim.Status.IN_REPAIR: {"repair"},
    Claim.Status.PROPOSED: {"denial_decision"},
}


class Awaited:
    """Who is awaited, by a plain second writing of the rule: a set and what adds to or takes from it."""

    def __init__(self) -> None:
        self.now: set[str] = set()
        self.asked: list[datetime] = []

    def took(self, verb: str, name: str, at: datetime, status: str) -> None:
        if self.asked and at > fifth_working_day(self.asked[-1]):
            self.now.discard("owner")
        if verb == "order_parts":
            self.now.add("manufacturer")
        elif verb == "complete":
            # What is still open then is settled with it.
            self.now.discard("manufacturer")
        elif verb == "deliver":
            self.now.discard("manufacturer")
        elif verb == "ask_owner" and len(self.asked) < 4:
            # Before the first answer, only the first question stops the time.
            if status != Claim.Status.FILED or not self.asked:
                self.now.add("owner")
            self.asked.append(at)
        elif verb in {"respond", "start_repair", "reopen", "propose_denial", "reinstate"} or (verb, name) == (
            "message",
            "amina",
        ):
            self.now.discard("owner")


def fifth_working_day(asked: datetime) -> datetime:
    """The end in Nairobi of the fifth working day after a question, by counting dates."""
    kenya, day, left = default_calendar("KE"), asked.astimezone(ZoneInfo("Africa/Nairobi")).date(), 5
    while left:
        day += timedelta(days=1)
        left -= kenya.is_working_date(day)
    return datetime.combine(day, time.max, ZoneInfo("Africa/Nairobi"))


def take(cast: Cast, claim: Claim, part: Part, verb: str, name: str, at: datetime) -> bool:
    """Take one step as somebody; False when it was refused."""
    who = getattr(cast, name)
    try:
        with acting_as(cast.scope(who)):
            if verb == "deliver":
                return deliver(claim, at)
            more = ARGUMENTS.get(verb) or {}
            if verb == "order_parts":
                more = {"lines": [(part.pk, 1)], "request_key": str(uuid.uuid4())}
            service = {**SERVICES, "order_parts": services.order_parts}.get(verb)
            if service is None:  # a step that is a row alone
                engine.take(claim, verb, by=cast.actor(who), at=at, note=_TEXT)
            else:
                service(claim=claim, by=cast.actor(who), at=at, **more)
    except (Refused, PermissionDenied):
        return False
    return True


def deliver(claim: Claim, at: datetime) -> bool:
    with system_scope("test: parts come in"):
        lines = OrderLine.objects.filter(order__claim_number=claim.number).exclude(status="received")
        came = lines.update(status="received", received_at=at)
        if came:
            services.parts_arrived(claim=claim, at=at)
    return bool(came)


def agree(claim: Claim, awaited: set[str]) -> None:
    """Status, clocks and the party charged say the same."""
    with system_scope("test"):
        claim.refresh_from_db()
        running = list(Clock.objects.filter(subject_kind="claim", subject_id=claim.pk, stopped_at=None))
        assert {clock.obligation_id for clock in running} == OWED.get(Claim.Status(claim.status), set())
        assert (claim.closed_at is not None) == (claim.status in KIND.over)
        for clock in running:
            intervals = list(clock.intervals.order_by("started_at", "id"))
            assert [i.ended_at for i in intervals[:-1]] == [i.started_at for i in intervals[1:]]
            if clock.obligation_id == "denial_decision":
                assert (intervals[-1].kind, claim.waiting_for) == ("running", "manufacturer")
                continue
            waits = awaited if clock.obligation_id == "repair" else awaited - {"manufacturer"}
            assert (intervals[-1].kind == "paused") == bool(waits)
            assert intervals[-1].party in (waits or {"dealer"})
            assert claim.waiting_for == intervals[-1].party
        if not running:
            assert claim.next_due_at == NOTHING_DUE


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=START, walk=WALK)
def test_any_walk_leaves_clocks_and_status_in_agreement(
    cast: Cast, file: File, part: Part, start: str, walk: list[tuple[tuple[str, str], int]]
) -> None:
    # A key of its own each time: the same key would bring back the claim of an earlier example.
    claim, at, awaited = file(request_key=str(uuid.uuid4())), NOW, Awaited()
    for (verb, name), days in [*(((verb, "dealer_nairobi"), 1) for verb in start.split()), *walk]:
        at += timedelta(days=days)
        if take(cast, claim, part, verb, name, at):
            awaited.took(verb, name, at, claim.status)
        agree(claim, awaited.now)


def test_every_service_of_a_step_is_walked() -> None:
    # Whether reserving orders depends on shelves: tests/parts/test_reserving.py.
    assert {step.verb for step in KIND.steps if step.service} - {"order_parts", "reserve_parts"} == set(SERVICES)


def test_the_documentation_shows_the_table() -> None:
    assert KIND.picture() in (ROOT / "docs" / "claims.md").read_text()

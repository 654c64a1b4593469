"""Any walk over the verbs of all roles leaves every past day as it was known: the same bytes, asked again at the end.

Each day of a walk the manufacturer is judged, and its tallies, judgements, flags and measures are noted. Meanwhile
people file, answer, deny, take denials back, reopen, order and send parts, dispute and decide, rules change and facts
come in late. At the end each noted day is asked again as known then.
"""

from __future__ import annotations

import json
import os
import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from apps.casework import books
from apps.casework.facts import as_known
from apps.claims import services as claims
from apps.claims.models import Claim
from apps.compliance import due_process
from apps.compliance.evaluation import evaluate_manufacturer, judge_manufacturers
from apps.compliance.models import Dispute, Flag, Judgement, Tally
from apps.core.errors import Refused
from apps.duties import services as duties
from apps.duties.models import Clock, Exclusion
from apps.organizations.scope import SYSTEM_ACTOR, acting_as, system_scope
from apps.oversight.measures.span import Span
from apps.oversight.sheet import sheet_of
from apps.parts import services as parts
from apps.parts.models import Part, PartsOrder
from apps.vehicles.components import Component
from tests.cast import Cast
from tests.duties.changes import published
from tests.factories import make_owned_vehicle
from tests.histories import write_history

FIRST = date(2026, 3, 2)
_TEXT = "a reason that is long enough for everybody"
_CLAIM_VERBS: dict[str, tuple[Any, str, dict[str, Any]]] = {
    "respond": (claims.respond, "dealer_nairobi", {"message": _TEXT}),
    "start_repair": (claims.start_repair, "dealer_nairobi", {}),
    "ask_owner": (claims.ask_owner, "dealer_nairobi", {"message": _TEXT}),
    "complete": (
        claims.complete_repair,
        "dealer_nairobi",
        {"cause": _TEXT, "correction": _TEXT, "open_lines": "keep", "kept_why": _TEXT},
    ),
    "hand_back": (claims.hand_back, "dealer_nairobi", {}),
    "close": (claims.close, "amina", {}),
    "reopen": (claims.reopen, "amina", {"message": _TEXT}),
    "deny": (claims.deny, "maker_hanhai", {"reason": "wear", "explanation": _TEXT}),
    "propose": (claims.propose_denial, "dealer_nairobi", {"reason": "misuse", "explanation": _TEXT}),
    "confirm_denial": (claims.confirm_denial, "maker_hanhai", {}),
    "refuse_denial": (claims.refuse_denial, "maker_hanhai", {"message": _TEXT}),
    "reinstate": (claims.reinstate, "maker_hanhai", {"message": _TEXT}),
    "withdraw": (claims.withdraw, "amina", {}),
    "answer_question": (claims.add_message, "amina", {"message": _TEXT}),
}
_OTHERS = (
    "file", "order_parts", "confirm", "dispatch", "track", "prove", "receive", "report", "cancel_line",
    "silence", "dispute", "uphold", "reject",
    "lift", "new_rule", "late_stop",
)  # fmt: skip
#: What undoes, contests or comes late is drawn more often: that is where a past day could change.
_OFTEN = (
    "deny",
    "propose",
    "refuse_denial",
    "confirm_denial",
    "reinstate",
    "complete",
    "reopen",
    "uphold",
    "dispute",
    "late_stop",
)
VERBS = st.sampled_from([*_CLAIM_VERBS, *_OTHERS, *_OFTEN, *_OFTEN])
#: Where the first claims stand when the days begin, so that what undoes has something to undo.
CORNERS = ("respond start_repair complete hand_back", "respond start_repair order_parts", "respond deny", "respond")
DAYS = st.lists(st.lists(st.tuples(VERBS, st.integers(0, 5)), max_size=7), min_size=3, max_size=9)
#: Walks and days compared over the whole test, and verbs that took effect: printed, so that a shrinking test is seen.
_done: Counter[str] = Counter()


@dataclass
class Note:
    """What was seen on a day, as bytes, and when it was known."""

    as_of: datetime
    known_at: datetime
    seen: bytes


@dataclass
class World:
    cast: Cast
    part: Part
    claims: list[Claim] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    @property
    def maker(self) -> int:
        return self.cast.maker_hanhai.pk


@pytest.fixture
def world(cast: Cast) -> World:
    with system_scope("test"):
        part = Part.objects.create(manufacturer=cast.maker_hanhai, number="B500-12", name="Pad")
    kept = [0.95] * 30 + [0.6] * 10
    write_history(cast, cast.maker_hanhai.pk, "KE", weekly=20, kept=kept, last_day=FIRST - timedelta(days=1))
    return World(cast, part)


#: SANBAO_WALKS asks for more than the suite takes time for.
@settings(
    max_examples=int(os.environ.get("SANBAO_WALKS", "15")), deadline=None, suppress_health_check=list(HealthCheck)
)
@given(days=DAYS)
# A piece that was sent, and reported on a later day.
@example(days=[[("dispatch", 0)], [("report", 1)], []])
def test_every_past_day_gives_the_same_bytes(world: World, days: list[list[tuple[str, int]]]) -> None:
    with transaction.atomic():
        here = World(world.cast, world.part)
        for number, verbs in enumerate(CORNERS):
            _file(here, number, _moment(0, number))
            for place, verb in enumerate(verbs.split()):
                _try(here, verb, number, _moment(0, 5 + place))
        for day, verbs in enumerate(days, start=1):
            _judge(here, day)
            for place, (verb, choice) in enumerate(verbs):
                _try(here, verb, choice, _moment(day, 3 + 2 * place))
        _judge(here, len(days) + 1)
        for note in here.notes:
            with system_scope("test"), as_known(note.known_at):
                again = _seen(here, note.as_of)
            assert again == note.seen, (note.as_of, _first_difference(again, note.seen))
            _done["days"] += 1
        _done["walks"] += 1
        transaction.set_rollback(True)


def test_zz_count_of_walks_and_days(capsys: pytest.CaptureFixture[str]) -> None:
    """Say how much was compared."""
    verbs = Counter({name: count for name, count in _done.items() if name not in {"walks", "days"}})
    with capsys.disabled():
        asked = f"{_done['walks']} walks, {_done['days']} days asked again"
        print(f"\npast days: {asked}, {verbs.total()} steps: {dict(verbs)}")


def _moment(day: int, hours: int) -> datetime:
    return datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC) + timedelta(days=day, hours=hours)


def _judge(world: World, day: int) -> None:
    """The night's look: what it saw is noted with the moment at which it was known."""
    as_of = _moment(day, 0)
    with system_scope("test"):
        outcome = evaluate_manufacturer(world.maker, as_of=as_of, at=as_of + timedelta(hours=1))
        assert outcome.known_at is not None
        world.notes.append(Note(as_of, outcome.known_at, _seen(world, as_of)))


def _seen(world: World, as_of: datetime) -> bytes:
    """Tallies, judgements, flags and measures of the manufacturer as one text."""
    span = Span(as_of.date() - timedelta(days=365), as_of.date() - timedelta(days=1), world.maker)
    columns = ("country", "obligation_id", "powertrain", "due_on", "due", "met")
    tallies = Tally.objects.filter(manufacturer_id=world.maker, due__gt=0).order_by(*columns)
    cells = Judgement.objects.filter(manufacturer_id=world.maker).order_by("scope_kind", "scope_code", "obligation_id")
    flags = Flag.objects.filter(manufacturer_id=world.maker).order_by("pk")
    judged = judge_manufacturers([world.maker], as_of=as_of)
    found = {
        "tallies": list(tallies.values_list(*columns)),
        "recorded": list(
            cells.values_list("scope_kind", "scope_code", "obligation_id", "state", "due", "met", "as_of")
        ),
        "judged": sorted((str(finding.cell), str(finding.judged)) for finding in judged),
        "flags": list(flags.values_list("number", "status", "severity", "due", "met", "vehicles", "updated_at")),
        "measures": [(r.measure.code, r.value, r.low, r.high, r.counted) for r in sheet_of(span).readings],
    }
    return json.dumps(found, default=str, sort_keys=True).encode()


def _first_difference(again: bytes, seen: bytes) -> str:
    """Where two texts part, for whoever must look into it."""
    place = next((n for n, (a, b) in enumerate(zip(again, seen, strict=False)) if a != b), min(len(again), len(seen)))
    return f"…{again[place - 200 : place + 200]!r} was …{seen[place - 200 : place + 200]!r}"


def _try(world: World, verb: str, choice: int, at: datetime) -> None:
    """Let somebody do something; what is not possible now is refused and changes nothing."""
    try:
        with transaction.atomic():
            done = _take(world, verb, choice, at)
    except (Refused, PermissionDenied):
        return
    _done[verb] += bool(done)


def _take(world: World, verb: str, choice: int, at: datetime) -> bool:
    if verb in _CLAIM_VERBS:
        service, name, more = _CLAIM_VERBS[verb]
        who = getattr(world.cast, name)
        with acting_as(world.cast.scope(who)):
            service(claim=_pick(world.claims, choice), by=world.cast.actor(who), at=at, **more)
        return True
    if verb == "file":
        return _file(world, len(world.claims), at)
    if verb in {"order_parts", "confirm", "dispatch", "track", "prove", "receive", "report", "cancel_line"}:
        return _parts(world, verb, choice, at)
    if verb in {"dispute", "uphold", "reject"}:
        return _dispute(world, verb, choice, at)
    return _system(world, verb, choice, at)


def _pick(rows: Any, choice: int) -> Any:
    found = list(rows)
    if not found:
        raise Refused("nothing to act on")
    return found[choice % len(found)]


def _file(world: World, number: int, at: datetime) -> bool:
    cast = world.cast
    with system_scope("test"):
        books.recorded_at(world.maker, at, "register")
    vehicle = make_owned_vehicle(cast.amina, cast.maker_hanhai, cast.dealer_nairobi, serial=500 + number)
    with acting_as(cast.scope(cast.amina)):
        claim = claims.file_claim(
            by=cast.actor(cast.amina),
            vehicle=vehicle,
            dealer_id=cast.dealer_nairobi.pk,
            component=Component.values[number % 3],
            complaint=_TEXT,
            occurred_on=at.date(),
            odometer_km=100 + 10 * number,
            immobilised=number % 2 == 0,
            request_key=str(uuid.uuid4()),
            at=at,
        )
    world.claims.append(claim)
    return True


def _parts(world: World, verb: str, choice: int, at: datetime) -> bool:
    dealer, maker = world.cast.dealer_nairobi, world.cast.maker_hanhai
    if verb == "order_parts":
        with acting_as(world.cast.scope(dealer)):
            claims.order_parts(
                claim=Claim.objects.get(pk=_pick(world.claims, choice).pk),
                by=world.cast.actor(dealer),
                lines=[(world.part.pk, 2)],
                request_key=str(uuid.uuid4()),
                at=at,
            )
        return True
    who = dealer if verb in {"receive", "report"} else maker
    with acting_as(world.cast.scope(who)):
        order = _pick(PartsOrder.objects.order_by("pk"), choice)
        line = _pick(order.lines.order_by("pk"), choice)
        asked: dict[str, Any] = {"order": order, "by": world.cast.actor(who), "at": at}
        if verb == "confirm":
            parts.confirm_lines(promised={line.pk: at.date() + timedelta(days=choice)}, reason="shortage", **asked)
        elif verb == "dispatch":
            parts.dispatch_lines(line_ids=[line.pk], tracking="T1", quantities={line.pk: 1}, **asked)
        elif verb == "track":
            parts.track_lines(line_ids=[line.pk], tracking="T2", **asked)
        elif verb == "prove":
            parts.prove_lines(line_ids=[line.pk], note=_TEXT, **asked)
        elif verb == "receive":
            parts.receive_lines(line_ids=[line.pk], **asked)
        elif verb == "report":
            parts.report_lines(line_ids=[line.pk], problem="lost", note=_TEXT, **asked)
        else:
            parts.cancel_lines(line_ids=[line.pk], reason="not_available", **asked)
    for claim in world.claims:
        with system_scope("test: what the consumer does"):
            claims.parts_arrived(claim=claim, at=at)
    return True


def _dispute(world: World, verb: str, choice: int, at: datetime) -> bool:
    cast = world.cast
    with system_scope("test"):
        flag = _pick(Flag.objects.filter(country="KE").order_by("pk"), 0)
        counted = flag.evidence.order_by("-sequence").values_list("clock_ids", flat=True).first()
        missed = Clock.objects.filter(pk__in=counted or [], stopped_at__gt=F("due_at")).order_by("pk")
        clock = _pick(missed[:6], choice)
    if verb == "dispute":
        with acting_as(cast.scope(cast.maker_hanhai)):
            due_process.dispute(flag=flag, clock_id=clock.pk, by=cast.actor(cast.maker_hanhai), at=at, reason=_TEXT)
        return True
    with acting_as(cast.scope(cast.regulator_ke)):
        dispute = _pick(Dispute.objects.filter(status="open").order_by("pk"), choice)
        due_process.decide_dispute(
            dispute=dispute, upheld=verb == "uphold", by=cast.actor(cast.regulator_ke), at=at, note=_TEXT
        )
    return True


def _system(world: World, verb: str, choice: int, at: datetime) -> bool:
    with system_scope("test"):
        if verb == "lift":
            exclusion = _pick(Exclusion.objects.filter(lifted_at=None).order_by("pk"), choice)
            duties.lift_exclusion(exclusion, by=SYSTEM_ACTOR, grounds=_TEXT, at=at)
        elif verb == "silence":
            claims.end_silences(at=at)
        elif verb == "new_rule":
            # From some day on, in one country: what runs keeps its rule.
            published(world.cast, at=at, amount=5 + choice, effective_from=at.date() + timedelta(days=2 + choice))
        else:
            # Done days ago, told today.
            clock = _pick(Clock.objects.filter(stopped_at=None).order_by("pk"), choice)
            duties.stop_clock(clock, at=at - timedelta(days=choice, hours=1))
    return True

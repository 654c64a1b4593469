"""Conduct beside the duties: counted each night, held against the peers', told to those concerned, answered by them."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from apps.casework.facts import as_known
from apps.claims.models import Claim, ClaimEvent, Denial, Visit
from apps.core.errors import Refused
from apps.duties.models import Clock, ClockInterval
from apps.judgement.statistics.peers import against_peers, student
from apps.lab.simulation.industry import Plan, build
from apps.organizations.models import Organization
from apps.organizations.scope import acting_as, system_scope
from apps.oversight import signals
from apps.oversight.measures import MEASURES
from apps.oversight.models import Signal
from apps.parts.models import OrderLine
from tests.cast import Cast, build_cast
from tests.pages import browser

AS_OF = datetime(2026, 10, 1, tzinfo=UTC)
DAY = timedelta(days=1)
PLAN = Plan(seed=5, months=8, clocks=2_500, as_of=AS_OF, makers=5)
SINCE = AS_OF - signals.WINDOW_DAYS * DAY


@pytest.fixture
def makers(db: None) -> list[Organization]:
    """Five manufacturers of a small industry, the first of which cancels and asks more than the others."""
    build(PLAN)
    with system_scope("test"):
        found = list(Organization.objects.filter(kind=Organization.Kind.MANUFACTURER).order_by("pk"))
        _trick(found[0])
    return found


def _trick(maker: Organization) -> None:
    lines = OrderLine.objects.filter(manufacturer=maker, split_from=None, order__submitted_at__gte=SINCE)
    for line in lines.order_by("pk")[:12]:
        OrderLine.objects.filter(pk=line.pk).update(cancelled_by="manufacturer", cancelled_at=AS_OF - DAY)
    for claim in Claim.objects.filter(manufacturer=maker, in_warranty=True, responded_at__gte=SINCE)[:20]:
        moment = claim.responded_at or AS_OF
        ClaimEvent.objects.create(
            claim=claim, kind="ask_owner", happened_at=moment, recorded_at=moment, by_side="dealer", **claim.sides()
        )


def look(as_of: datetime = AS_OF) -> int:
    return signals.look(as_of=as_of, at=as_of + timedelta(hours=2))


def test_each_share_is_that_of_its_rows_taken_one_by_one(makers: list[Organization]) -> None:
    """A second writing of each measure, over the rows in Python."""
    with system_scope("test"):
        asked = set(ClaimEvent.objects.filter(kind="ask_owner").values_list("claim_id", flat=True))
        pieces = set(OrderLine.objects.exclude(split_from=None).values_list("split_from_id", flat=True))
        expected: dict[str, dict[int, list[float]]] = {code: defaultdict(list) for code in MEASURES}
        denied = set(Denial.objects.values_list("claim_id", flat=True))
        mended = set(Visit.objects.exclude(repaired_at=None).values_list("claim_id", flat=True))
        for claim in Claim.objects.filter(in_warranty=True):
            maker = claim.manufacturer_id or 0
            if claim.responded_at and SINCE <= claim.responded_at < AS_OF:
                expected["question_rate"][maker].append(claim.pk in asked)
            if SINCE <= claim.filed_at < AS_OF and claim.pk in denied | mended:
                expected["denial_rate"][maker].append(claim.pk in denied)
        for visit in Visit.objects.filter(claim__in_warranty=True, repaired_at__gte=SINCE, repaired_at__lt=AS_OF):
            expected["reopen_rate"][visit.manufacturer_id or 0].append(visit.reopened_at is not None)
        for line in OrderLine.objects.select_related("order"):
            maker, sent = line.manufacturer_id or 0, line.dispatched_at
            if line.split_from_id is None and line.order.submitted_at and SINCE <= line.order.submitted_at < AS_OF:
                expected["cancellation_rate"][maker].append(line.cancelled_by == "manufacturer")
                expected["split_rate"][maker].append(line.pk in pieces)
            if sent and SINCE <= sent < AS_OF - 30 * DAY:
                late = line.received_at is None or line.received_at > sent + 30 * DAY
                expected["unbooked_rate"][maker].append(late)
        clocks = Clock.objects.filter(subject_kind="claim", counts=True, started_at__gte=SINCE, started_at__lt=AS_OF)
        waits = _waits()
        for clock in clocks:
            whole = (min(clock.stopped_at or AS_OF, AS_OF) - clock.started_at).total_seconds()
            expected["paused_share"][clock.manufacturer_id or 0].append(min(1.0, waits[clock.pk] / max(whole, 1.0)))
        for code in ("question_rate", "denial_rate", "reopen_rate", "cancellation_rate", "split_rate",
                     "unbooked_rate", "paused_share"):  # fmt: skip
            conduct = MEASURES[code].conduct
            assert conduct is not None
            found: dict[int, list[float]] = defaultdict(lambda: [0.0, 0.0])
            for (maker, _country), counted in conduct.by_place(SINCE, AS_OF).items():
                found[maker][0] += counted.hits
                found[maker][1] += counted.cases
            assert found == {m: pytest.approx([sum(row), len(row)]) for m, row in expected[code].items()}, code


def _waits() -> dict[int, float]:
    waits: dict[int, float] = defaultdict(float)
    for row in ClockInterval.objects.filter(kind="paused", party="owner", started_at__lt=AS_OF):
        waits[row.clock_id] += (min(row.ended_at or AS_OF, AS_OF) - row.started_at).total_seconds()
    return waits


def test_who_cancels_and_asks_beyond_the_peers_stands_as_a_signal_until_it_is_over(makers: list[Organization]) -> None:
    began = look()
    with system_scope("test"):
        found = {(row.measure, row.manufacturer_id, str(row.country)): row for row in Signal.objects.all()}
        assert len(found) == began
        cancelling = found["cancellation_rate", makers[0].pk, ""]
        assert ("question_rate", makers[0].pk, "") in found
        assert {key[1] for key in found if key[0] in {"cancellation_rate", "question_rate"}} == {makers[0].pk}
        assert (cancelling.hits, cancelling.peers, cancelling.began_on) == (12.0, 4, date(2026, 9, 30))
        assert cancelling.share > cancelling.limit > cancelling.reference
        rows = OrderLine.objects.filter(pk__in=cancelling.row_ids)
        assert set(rows.values_list("cancelled_by", flat=True)) == {"manufacturer"}
        assert rows.count() == 12
    assert look() == 0, "the same night twice is one"
    assert look(AS_OF - 20 * DAY) == 0, "a look back writes nothing"
    with system_scope("test"):
        OrderLine.objects.filter(cancelled_by="manufacturer").update(cancelled_by="", cancelled_at=None)
        assert look(AS_OF + DAY) == 0
        cancelling.refresh_from_db()
        assert cancelling.ended_on == date(2026, 10, 1)
        with as_known(AS_OF + timedelta(hours=3)):
            assert Signal.objects.get(pk=cancelling.pk).ended_on is None, "that day answers as it did"


@pytest.fixture
def told(db: None) -> tuple[Cast, Signal]:
    """A signal on Hanhai in Kenya."""
    cast = build_cast()
    with system_scope("test"):
        signal = Signal.objects.create(
            number="S-12345678",
            manufacturer=cast.maker_hanhai,
            country="KE",
            measure="question_rate",
            began_on=date(2026, 9, 30),
            window_days=91,
            hits=30,
            cases=60,
            reference=0.1,
            limit=0.2,
            peers=4,
            row_ids=[],
            recorded_at=AS_OF,
        )
    return cast, signal


def test_it_is_shown_to_its_maker_and_to_those_who_watch_and_to_nobody_else(told: tuple[Cast, Signal]) -> None:
    cast, signal = told
    for who, page in (
        (cast.regulator_ke, "/compliance/"),
        (cast.authority, "/compliance/"),
        (cast.maker_hanhai, "/compliance/own/"),
    ):
        for path in (page, "/compliance/signals/", signal.get_absolute_url()):
            text = browser(cast, who).get(path).content.decode()
            assert "S-12345678" in text, path
            assert re.search(r"Questions to owners: <bdi[^>]*>50(\.0)?\s?%", text), path
        assert browser(cast, who).get("/api/v1/signals/S-12345678/").json()["cases"] == 60
    for stranger in (cast.regulator_kz, cast.maker_lanting):
        assert browser(cast, stranger).get(signal.get_absolute_url()).status_code == 404
        assert "S-12345678" not in browser(cast, stranger).get("/compliance/signals/").content.decode()
    assert browser(cast, cast.dealer_nairobi).get("/compliance/signals/").status_code == 403


def test_its_maker_and_the_watchers_say_what_is_so(told: tuple[Cast, Signal]) -> None:
    cast, signal = told
    maker, words = browser(cast, cast.maker_hanhai), "A recall in August needed the mileage of every car."
    assert maker.post(signal.get_absolute_url(), {"text": "no"}).status_code == 422
    assert maker.post(signal.get_absolute_url(), {"text": words}).status_code == 302
    assert maker.post(signal.get_absolute_url(), {"text": words}).status_code == 302
    with acting_as(cast.scope(cast.regulator_ke)):
        assert [note.text for note in signal.notes.all()] == [words]
        signals.say_of(signal=signal, text="Looked at, and it is so.", by=cast.actor(cast.regulator_ke), at=AS_OF)
        with pytest.raises(Refused, match="says too little"):
            signals.say_of(signal=signal, text=" . ", by=cast.actor(cast.regulator_ke), at=AS_OF)
    page = maker.get(signal.get_absolute_url()).content.decode()
    assert "Looked at, and it is so." in page


def test_nobody_sets_the_norm_that_it_is_held_to() -> None:
    giant = against_peers(300, 600, [5, 6, 5], [100, 100, 100])
    assert giant is not None
    assert giant.place == "above_alarm"
    assert giant.limits.reference == pytest.approx(16 / 300, abs=0.004)


def test_peers_who_never_did_it_make_no_alarm_of_one_time() -> None:
    few = against_peers(1, 30, [0, 0, 0], [40, 40, 40])
    assert few is not None
    assert few.place in {"inside", "above_alert"}
    assert against_peers(0, 0, [1], [10]) is None
    assert against_peers(1, 10, [], []) is None


def test_peers_that_differ_among_themselves_leave_room() -> None:
    alike = against_peers(20, 100, [10, 10, 10, 10], [100] * 4)
    unlike = against_peers(20, 100, [2, 4, 16, 18], [100] * 4)
    many = against_peers(2_000, 10_000, [200, 400, 1_600, 1_800], [10_000] * 4)
    assert alike is not None
    assert unlike is not None
    assert many is not None
    assert unlike.limits.alarm_high > alike.limits.alarm_high
    assert many.limits.alarm_high > 0.3, "however many cases there are"


@pytest.mark.parametrize(("z", "freedom", "quantile"), [(3.0902, 10, 4.144), (3.0902, 30, 3.385), (1.96, 10, 2.228)])
def test_few_peers_are_held_by_students_quantile(z: float, freedom: int, quantile: float) -> None:
    assert student(z, freedom) == pytest.approx(quantile, abs=0.02)


def test_firms_that_do_as_their_peers_do_rarely_stand_out() -> None:
    """Habits drawn from one distribution, many cases each: one in a thousand is asked of the limit."""
    rng = np.random.default_rng(5)
    beyond = 0
    for _ in range(400):
        cases = rng.integers(60, 500, 12)
        hits = rng.binomial(cases, rng.beta(3, 57, 12))
        stand = against_peers(int(hits[0]), int(cases[0]), hits[1:].tolist(), cases[1:].tolist())
        beyond += stand is not None and stand.place == "above_alarm"
    assert beyond <= 4

"""Whatever happens to the lines of an order, they come to an end, and no piece is lost on the way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from apps.casework.facts import as_known
from apps.core.errors import Refused
from apps.duties import names
from apps.duties.models import Clock
from apps.notifications.models import OutboxEvent
from apps.organizations.scope import system_scope
from apps.parts import selectors, services
from apps.parts.models import OrderLine, PartsOrder
from apps.parts.steps import KIND, OPEN
from tests.cast import NOW, build_cast
from tests.parts.conftest import Shop, build_shop

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
WHY = "The parcel came open and empty"
ORDERED = 6


class Walk(RuleBasedStateMachine):
    """One order of one part: anybody's step, on any line, for any number of pieces."""

    shop: Shop

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.savepoint()
        self.at = NOW
        self.order = self.shop.submitted((self.shop.filter, ORDERED))

    def teardown(self) -> None:
        self._end()
        transaction.savepoint_rollback(self.savepoint)

    @rule(
        verb=st.sampled_from(["confirm", "dispatch", "track", "prove", "receive", "report", "contest", "cancel"]),
        maker=st.booleans(), pick=st.integers(0, 5), pieces=st.integers(1, ORDERED), hours=st.integers(1, 200),
    )  # fmt: skip
    def step(self, verb: str, maker: bool, pick: int, pieces: int, hours: int) -> None:
        lines = [line for line in self._lines() if self._able(line, verb)]
        if not lines:
            return
        line = lines[pick % len(lines)]
        self._pass(timedelta(hours=hours))
        some = {line.pk: min(pieces, line.quantity)}
        given: dict[str, dict[str, Any]] = {
            "confirm": {"promised": {line.pk: (self.at + 9 * DAY).date()}, "reason": "shortage"},
            "dispatch": {"line_ids": [line.pk], "quantities": some, "tracking": "AWB" if pick % 2 else ""},
            "track": {"line_ids": [line.pk], "tracking": "AWB 9"},
            "prove": {"line_ids": [line.pk], "note": WHY},
            "receive": {"line_ids": [line.pk], "quantities": some},
            "report": {"line_ids": [line.pk], "quantities": some, "problem": "short", "note": WHY},
            "contest": {"line_ids": [line.pk], "note": WHY},
            "cancel": {"line_ids": [line.pk], "reason": "mistake"},
        }
        actors = {"confirm": True, "dispatch": True, "track": True, "prove": True, "contest": True,
                  "receive": False, "report": False, "cancel": maker}  # fmt: skip
        self._take(f"{verb}_lines", actors[verb], **given[verb])

    @rule(days=st.integers(1, 90))
    def silence(self, days: int) -> None:
        self._pass(days * DAY)
        with system_scope("test"):
            services.end_silences(at=self.at)

    def _pass(self, time: timedelta) -> None:
        """Let time go by, though not beyond today: what lies ahead cannot be recorded."""
        self.at = min(self.at + time, NOW + 240 * DAY)

    @invariant()
    def no_piece_is_lost_or_invented(self) -> None:
        real = [line for line in self._lines() if line.status not in ("reported", "contested")]
        assert sum(line.quantity for line in real) == ORDERED
        assert all(line.quantity > 0 for line in self._lines())

    def _end(self) -> None:
        """The dealer alone ends whatever is left: nothing is on order then, and nobody's clock runs."""
        self.at += DAY
        for line in self._lines():
            if line.status in ("dispatched", "delivered"):
                self._take("receive_lines", False, line_ids=[line.pk])
        left = [line.pk for line in self._lines() if line.status in OPEN]
        if left:
            self._take("cancel_lines", False, line_ids=left, reason="not_needed")
        with system_scope("test"):
            order = PartsOrder.objects.get(pk=self.order.pk)
            dealer = self.shop.cast.dealer_nairobi.pk
            on_order = selectors.availability(dealer_id=dealer, part_ids=[self.shop.filter.pk])[self.shop.filter.pk]
            running = Clock.objects.filter(subject_id__in=[line.pk for line in self._lines()], stopped_at=None)
            assert not running.filter(subject_kind=Clock.Subject.ORDER_LINE).exists()
        assert order.status in KIND.over and order.next_due_at is None
        assert on_order.on_order == 0

    def _able(self, line: OrderLine, verb: str) -> bool:
        return any(line.status in step.sources for step in KIND.rows(verb)) and line.status != "draft"

    def _lines(self) -> list[OrderLine]:
        with system_scope("test"):
            return list(OrderLine.objects.filter(order=self.order).order_by("id"))

    def _take(self, verb: str, maker: bool, **given: Any) -> None:
        act = self.shop.as_maker if maker else self.shop.as_dealer
        act(getattr(services, verb), order=self.order, at=self.at, **given)


@pytest.fixture
def walked(db: None) -> Iterator[type[Walk]]:
    Walk.shop = build_shop(build_cast())
    yield Walk


def test_every_line_comes_to_an_end(walked: type[Walk]) -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        walked,
        settings=settings(
            max_examples=12, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def line_of(order: PartsOrder) -> OrderLine:
    with system_scope("test"):
        return OrderLine.objects.get(order=order, split_from=None)


def clock(order: PartsOrder, name: str) -> Clock:
    with system_scope("test"):
        return Clock.objects.get(subject_id=line_of(order).pk, obligation_id=name)


def silent(at: datetime) -> int:
    with system_scope("test"):
        return services.end_silences(at=at)


def test_what_nobody_speaks_of_counts_as_delivered_from_then_on(shop: Shop) -> None:
    order = shop.submitted((shop.filter, 4))
    order = shop.as_maker(services.dispatch_lines, order=order, line_ids=[line_of(order).pk], tracking="", at=NOW + DAY)
    assert silent(NOW + 60 * DAY) == 0
    assert silent(NOW + 63 * DAY) == 1
    assert silent(NOW + 64 * DAY) == 0
    assert line_of(order).status == "delivered"
    supply, arrival = clock(order, names.PARTS_SUPPLY), clock(order, names.PARTS_ARRIVAL)
    assert (supply.stopped_at, arrival.stopped_at) == (NOW + 63 * DAY, NOW + 63 * DAY)
    assert arrival.state(NOW + 70 * DAY) == "missed", "silence heals nothing"
    assert clock(order, names.PARTS_BOOKING).stopped_at is None
    with system_scope("test"):
        assert OutboxEvent.objects.filter(topic="order.presume", payload__number=order.number).count() == 1
        order.refresh_from_db()
    report = {"line_ids": [line_of(order).pk], "problem": "lost", "note": WHY, "claimed_from": "carrier"}
    with pytest.raises(Refused) as refused:
        shop.as_dealer(services.report_lines, order=order, at=NOW + 65 * DAY, **(report | {"claimed_from": "me"}))
    assert refused.value.field == "claimed_from"
    shop.as_dealer(services.report_lines, order=order, at=NOW + 65 * DAY, **report)
    assert line_of(order).status == "submitted"
    assert clock(order, names.PARTS_SUPPLY).stopped_at is None
    with system_scope("test"):
        assert OrderLine.objects.get(order=order, status="reported").problem.claimed_from == "carrier"


def delivered_in_two(shop: Shop) -> PartsOrder:
    """Six pieces, four and two of them proven as delivered at one moment, two days after the order."""
    order = shop.submitted((shop.filter, 6))
    ordered = line_of(order).pk
    sent = {"tracking": "AWB 7", "line_ids": [ordered]}
    order = shop.as_maker(services.dispatch_lines, order=order, quantities={ordered: 4}, at=NOW + DAY, **sent)
    order = shop.as_maker(services.dispatch_lines, order=order, at=NOW + DAY, **sent)
    with system_scope("test"):
        lines = [line.pk for line in order.lines.all()]
    return shop.as_maker(services.prove_lines, order=order, line_ids=lines, note=WHY, at=NOW + 2 * DAY)


def bookings(order: PartsOrder) -> dict[tuple[int, str], Clock]:
    """The dealer's duties to book in, by how many pieces their line has and where it stands."""
    with system_scope("test"):
        lines = {line.pk: (line.quantity, line.status) for line in OrderLine.objects.filter(order=order)}
        clocks = Clock.objects.filter(subject_id__in=lines, obligation_id=names.PARTS_BOOKING)
        return {lines[clock.subject_id]: clock for clock in clocks}


@pytest.mark.parametrize("first", [True, False], ids=["of the line itself", "of a piece of it"])
def test_a_report_of_one_piece_wins_no_time_for_the_others(shop: Shop, first: bool) -> None:
    order = delivered_in_two(shop)
    with system_scope("test"):
        pieces = {line.split_from_id is None: line for line in OrderLine.objects.filter(order=order)}
    line = pieces[first]
    report = {"line_ids": [line.pk], "quantities": {line.pk: 1}, "problem": "damaged", "note": WHY}
    order = shop.as_dealer(services.report_lines, order=order, at=NOW + 3 * DAY, **report)
    left = {(4, "delivered"), (1, "delivered")} if first else {(3, "delivered"), (2, "delivered")}
    running = {where: clock for where, clock in bookings(order).items() if clock.stopped_at is None}
    assert running.keys() == left
    assert {clock.started_at for clock in running.values()} == {NOW + 2 * DAY}, "since they were delivered"
    owed_again = bookings(order)[1, "submitted"]
    assert owed_again.stopped_at == NOW + 3 * DAY, "what is on order again is nobody's to book in"
    assert owed_again.state(NOW + 9 * DAY) == ("met" if first else "void")


def test_what_went_on_late_is_known_from_when_it_was_written_down(shop: Shop) -> None:
    order = delivered_in_two(shop)
    ordered = line_of(order)
    report = {"line_ids": [ordered.pk], "quantities": {ordered.pk: 1}, "problem": "damaged", "note": WHY}
    order = shop.as_dealer(services.report_lines, order=order, at=NOW + 3 * DAY, **report)
    rest = bookings(order)[1, "delivered"]
    for moment, known in ((NOW + 3 * DAY - HOUR, False), (NOW + 3 * DAY, True)):
        with system_scope("test"), transaction.atomic(), as_known(moment):
            assert Clock.objects.filter(pk=rest.pk).exists() is known

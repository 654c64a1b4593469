"""Whose wait it is: parts and the owner's answer may both be awaited; the dealer's time runs when neither is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from apps.casework.kinds import kind_of
from apps.claims import selectors, services
from apps.claims.awaited import awaited_by
from apps.claims.models import Claim
from apps.core.errors import Refused
from apps.notifications import relay
from apps.notifications.models import Notice, OutboxEvent
from apps.organizations.scope import acting_as, system_scope
from apps.parts import services as parts
from apps.parts.models import OrderLine, Part, PartsOrder
from tests.cast import NOW, Cast
from tests.claims.conftest import DAY, File
from tests.claims.test_life_of_a_claim import clocks
from tests.pages import browser

Call = Callable[..., Any]


@pytest.fixture
def ordered(file: File, as_dealer: Call, part: Part) -> tuple[Claim, PartsOrder, int]:
    """A claim answered on the first day, with a part ordered on the second."""
    claim = as_dealer(services.respond, file(), message="Bring it", at=NOW + DAY)
    order = as_dealer(services.order_parts, claim, lines=[(part.pk, 2)], request_key="k-order-1", at=NOW + 2 * DAY)
    with system_scope("test"):
        return claim, order, order.lines.get().pk


def hear(topic: str, name: str) -> None:
    """Let a consumer hear of all events of a topic, each twice."""
    with system_scope("test"):
        for event in OutboxEvent.objects.filter(topic=topic).order_by("occurred_at"):
            relay.consume(name, event.pk, at=NOW + 30 * DAY)
            relay.consume(name, event.pk, at=NOW + 31 * DAY)


def promise(cast: Cast, order: PartsOrder, line: int, on: date, at: Any) -> PartsOrder:
    with acting_as(cast.scope(cast.maker_hanhai)):
        return parts.confirm_lines(
            order=order, promised={line: on}, reason="shortage", by=cast.actor(cast.maker_hanhai), at=at
        )


def deliver(cast: Cast, order: PartsOrder, line: int) -> None:
    order = promise(cast, order, line, date(2026, 3, 12), NOW + 3 * DAY)
    with acting_as(cast.scope(cast.maker_hanhai)):
        by = cast.actor(cast.maker_hanhai)
        order = parts.dispatch_lines(order=order, line_ids=[line], tracking="T1", by=by, at=NOW + 4 * DAY)
    with acting_as(cast.scope(cast.dealer_nairobi)):
        parts.receive_lines(order=order, line_ids=[line], by=cast.actor(cast.dealer_nairobi), at=NOW + 9 * DAY)
    hear("order.line_received", "claims-parts")


def parties(claim: Claim) -> list[str]:
    with system_scope("test"):
        return list(clocks(claim)["repair"].intervals.order_by("started_at", "id").values_list("party", flat=True))


def test_a_lost_part_is_waited_for_again_at_the_makers_cost(cast: Cast, ordered: Any) -> None:
    claim, order, line = ordered
    with acting_as(cast.scope(cast.maker_hanhai)):
        by = cast.actor(cast.maker_hanhai)
        order = parts.dispatch_lines(order=order, line_ids=[line], tracking="T1", by=by, at=NOW + 4 * DAY)
    with acting_as(cast.scope(cast.dealer_nairobi)):
        told = {"problem": "lost", "note": "The parcel never came", "by": cast.actor(cast.dealer_nairobi)}
        order = parts.report_lines(order=order, line_ids=[line], at=NOW + 9 * DAY, **told)
    hear("order.line_reported", "claims-missing-parts")
    assert clocks(claim)["repair"].due_at is None
    assert parties(claim) == ["dealer", "manufacturer"]
    with system_scope("test"):
        assert order.lines.get(split_from=None).status == "submitted"
    with acting_as(cast.scope(cast.maker_hanhai)):
        order = parts.dispatch_lines(order=order, line_ids=[line], tracking="T2", by=by, at=NOW + 10 * DAY)
    with acting_as(cast.scope(cast.dealer_nairobi)):
        parts.receive_lines(order=order, line_ids=[line], by=cast.actor(cast.dealer_nairobi), at=NOW + 12 * DAY)
    hear("order.line_received", "claims-parts")
    assert clocks(claim)["repair"].due_at is not None
    assert parties(claim) == ["dealer", "manufacturer", "dealer"]


def test_an_answer_does_not_end_the_wait_for_a_part(ordered: Any, as_dealer: Call, as_owner: Call) -> None:
    claim = ordered[0]
    as_dealer(services.ask_owner, claim, message="Which charger?", at=NOW + 3 * DAY)
    claim = as_owner(services.add_message, claim, message="The one from the box", at=NOW + 4 * DAY)
    assert clocks(claim)["repair"].due_at is None
    assert claim.waiting_for == "manufacturer"
    assert parties(claim) == ["dealer", "manufacturer", "owner", "manufacturer"]


def test_a_part_does_not_end_the_wait_for_an_answer(cast: Cast, ordered: Any, as_dealer: Call, as_owner: Call) -> None:
    claim, order, line = ordered
    as_dealer(services.ask_owner, claim, message="Which charger?", at=NOW + 3 * DAY)
    deliver(cast, order, line)
    assert clocks(claim)["repair"].due_at is None
    claim = as_owner(services.add_message, claim, message="The one from the box", at=NOW + 12 * DAY)
    assert clocks(claim)["repair"].due_at is not None
    assert parties(claim) == ["dealer", "manufacturer", "owner", "dealer"]


def test_a_question_before_the_order_is_still_open_when_the_part_is_in(
    cast: Cast, file: File, as_dealer: Call, as_owner: Call, part: Part
) -> None:
    claim = as_dealer(services.respond, file(), message="Bring it", at=NOW + DAY)
    as_dealer(services.ask_owner, claim, message="Which charger?", at=NOW + 2 * DAY)
    order = as_dealer(services.order_parts, claim, lines=[(part.pk, 1)], request_key="k-order-1", at=NOW + 2 * DAY)
    with system_scope("test"):
        line = order.lines.get().pk
    deliver(cast, order, line)
    with system_scope("test"):
        claim.refresh_from_db()
    assert claim.waiting_for == "owner"
    assert parties(claim) == ["dealer", "owner", "manufacturer", "owner"]


def test_taking_the_vehicle_in_ends_the_wait_for_its_owner(file: File, as_dealer: Call) -> None:
    claim = as_dealer(services.respond, file(), message="Bring it", at=NOW + DAY)
    as_dealer(services.ask_owner, claim, message="Please bring the car", at=NOW + 2 * DAY)
    claim = as_dealer(services.start_repair, claim, at=NOW + 5 * DAY)
    assert claim.waiting_for == "dealer"
    assert clocks(claim)["repair"].due_at is not None


def test_only_the_last_part_lets_the_time_run(cast: Cast, ordered: Any, as_dealer: Call, part: Part) -> None:
    claim, order, line = ordered
    as_dealer(services.order_parts, claim, lines=[(part.pk, 1)], request_key="k-order-2", at=NOW + 3 * DAY)
    deliver(cast, order, line)
    assert clocks(claim)["repair"].due_at is None


def test_a_cancelled_part_is_not_told_as_one_that_came(cast: Cast, ordered: Any) -> None:
    claim, _order, line = ordered
    with acting_as(cast.scope(cast.dealer_nairobi)):
        row = OrderLine.objects.select_related("order").get(pk=line)
        parts.cancel_line(
            line=row, by=cast.actor(cast.dealer_nairobi), reason="not_needed", note="Found one", at=NOW + 4 * DAY
        )
    hear("order.line_cancelled", "claims-parts")
    assert clocks(claim)["repair"].due_at is not None
    with system_scope("test"):
        assert list(claim.events.values_list("kind", flat=True))[-1] == "parts_cancelled"
        assert not OutboxEvent.objects.filter(topic="claim.parts_arrived").exists()


def test_the_owner_reads_when_the_part_is_promised(cast: Cast, ordered: Any) -> None:
    claim, order, line = ordered
    promise(cast, order, line, date(2026, 3, 20), NOW + 3 * DAY)
    hear("order.line_confirmed", "claims-promises")
    with acting_as(cast.scope(cast.amina)):
        case = selectors.case_of(Claim.objects.get(pk=claim.pk))
        assert case.lines == []  # orders are not the owner's to see
        notes = [step["note"] for step in case.steps if step["paused"]]
        told = [event.by_name for event in case.events if event.kind == "part_promised"]
    assert "20 March 2026" in notes[0]
    assert told == ["Hanhai Motor"]


def test_the_owner_reads_why_the_part_comes_later(cast: Cast, ordered: Any) -> None:
    claim, order, line = ordered
    order = promise(cast, order, line, date(2026, 3, 20), NOW + 3 * DAY)
    promise(cast, order, line, date(2026, 3, 28), NOW + 4 * DAY)
    hear("order.line_confirmed", "claims-promises")
    with system_scope("test"):
        assert OutboxEvent.objects.filter(topic="claim.part_moved", payload__number=claim.number).exists()
    with acting_as(cast.scope(cast.amina)):
        case = selectors.case_of(Claim.objects.get(pk=claim.pk))
        awaited = awaited_by(case.claim, case.events)
        words = [kind_of(claim).words(event.kind, event.values) for event in case.events]
        notes = [step["note"] for step in case.steps if step["paused"]]
    assert awaited is not None
    (part,) = awaited.parts
    assert (part.part, part.promised_on, part.moves) == ("On-board charger", date(2026, 3, 28), 1)
    assert (part.reason, awaited.must_act) == ("Not enough of it", "manufacturer")
    assert words[-1].endswith("to 28 March 2026. Reason: Not enough of it")
    assert "28 March 2026" in notes[0]
    page = browser(cast, cast.amina).get(claim.get_absolute_url()).content.decode()
    assert "moved later 1 time: Not enough of it" in page
    deliver(cast, order, line)
    with acting_as(cast.scope(cast.amina)):
        there = selectors.case_of(Claim.objects.get(pk=claim.pk))
        assert awaited_by(there.claim, there.events) is None


def test_a_clock_of_another_machine_that_is_behind_breaks_nothing(file: File, as_dealer: Call) -> None:
    claim = as_dealer(services.respond, file(), message="Bring it", at=NOW - timedelta(seconds=2))
    assert claim.responded_at == NOW


def test_a_reopened_claim_waits_for_the_vehicle_again(file: File, as_dealer: Call, as_owner: Call) -> None:
    claim = as_dealer(services.respond, file(), message="Bring it", at=NOW + DAY)
    claim = as_dealer(services.start_repair, claim, at=NOW + DAY)
    claim = as_dealer(services.complete_repair, claim, cause="Fuse", correction="Replaced", at=NOW + 2 * DAY)
    claim = as_dealer(services.hand_back, claim, at=NOW + 3 * DAY)
    claim = as_owner(services.reopen, claim, message="It stopped charging again", at=NOW + 5 * DAY)
    with system_scope("test"):
        case = selectors.case_of(claim)
    assert claim.vehicle_in_at is None
    assert [step["state"] for step in case.steps] == ["done", "done", "current", "next", "next"]


def test_a_denial_taken_back_waits_for_the_part_still_on_its_way(cast: Cast, ordered: Any, as_maker: Call) -> None:
    claim, order, line = ordered
    text = "The charging port shows damage from outside; see the photos."
    as_maker(services.deny, claim, reason="misuse", explanation=text, at=NOW + 3 * DAY)
    claim = as_maker(services.reinstate, claim, message="Repair it at our cost", at=NOW + 5 * DAY)
    assert claim.waiting_for == "manufacturer"
    assert clocks(claim)["repair"].due_at is None
    deliver(cast, order, line)
    assert clocks(claim)["repair"].due_at is not None


def test_only_its_own_workshop_orders_parts(file: File, as_owner: Call, part: Part) -> None:
    from django.core.exceptions import PermissionDenied

    claim = file()
    with pytest.raises(PermissionDenied):
        as_owner(services.order_parts, claim, lines=[(part.pk, 1)], request_key="k-order-9", at=NOW + DAY)
    assert not Notice.objects.exists()


def test_impossible_quantities_leave_no_order(file: File, as_dealer: Call, part: Part) -> None:
    claim = as_dealer(services.respond, file(), message="Bring it", at=NOW + DAY)
    for quantity in (0, -3, 10**9):
        with pytest.raises(Refused, match=str(quantity)):
            as_dealer(services.order_parts, claim, lines=[(part.pk, quantity)], request_key="k-none", at=NOW + DAY)
    with system_scope("test"):
        assert not PartsOrder.objects.exists()
    assert clocks(claim)["repair"].due_at is not None


def test_a_delivered_part_is_waited_for_at_the_workshops_cost_until_it_reports_it(cast: Cast, ordered: Any) -> None:
    claim, order, line = ordered
    with acting_as(cast.scope(cast.maker_hanhai)):
        by = cast.actor(cast.maker_hanhai)
        order = parts.dispatch_lines(order=order, line_ids=[line], tracking="T1", by=by, at=NOW + 4 * DAY)
        proof = "Signed for at the counter on Thursday"
        order = parts.prove_lines(order=order, note=proof, by=by, at=NOW + 8 * DAY)
    hear("order.line_delivered", "claims-parts")
    assert parties(claim) == ["dealer", "manufacturer", "dealer"]
    assert clocks(claim)["repair"].due_at is not None
    with acting_as(cast.scope(cast.dealer_nairobi)):
        told = {"problem": "lost", "note": "Nobody of ours signed", "by": cast.actor(cast.dealer_nairobi)}
        parts.report_lines(order=order, line_ids=[line], at=NOW + 9 * DAY, **told)
    hear("order.line_reported", "claims-missing-parts")
    repair = clocks(claim)["repair"]
    assert repair.due_at is None
    with system_scope("test"):
        last = repair.intervals.order_by("-started_at", "-id").first()
    assert last is not None
    assert (last.kind, last.party, last.started_at) == ("paused", "manufacturer", NOW + 8 * DAY)

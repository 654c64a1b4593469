"""Time owed cannot be made to vanish: each way in which it once did, and what becomes of it now.

Every test is told from the side of whoever tries; the last moment, a year later, says what stands.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command

from apps.claims import services
from apps.claims.models import Claim
from apps.core.errors import Refused
from apps.duties import names
from apps.duties.models import Clock, ClockInterval
from apps.notifications import relay
from apps.notifications.models import OutboxEvent
from apps.organizations.scope import acting_as, system_scope
from apps.parts import services as parts
from apps.parts.models import OrderLine, PartsOrder, Promise
from tests.cast import NOW, Cast
from tests.claims.conftest import DAY

Call = Callable[..., Any]
YEAR = NOW + timedelta(days=365)
WHY = "Which charger do you use at home? Without its power we cannot say which part it is."
PROOF = "Delivery note 4711, signed by your storekeeper"


def last(claim: Claim, name: str) -> Clock:
    with system_scope("test"):
        return Clock.objects.filter(subject_kind="claim", subject_id=claim.pk, obligation=name).latest("id")


def stands(claim: Claim, name: str) -> str:
    return last(claim, name).state(YEAR)


def in_workshop(file: Any, as_dealer: Call, **of: Any) -> Claim:
    claim = as_dealer(services.respond, file(**of), message="Bring it on Monday", at=NOW + timedelta(hours=2))
    done: Claim = as_dealer(services.start_repair, claim, at=NOW + DAY)
    return done


def complete(as_dealer: Call, claim: Claim, at: datetime) -> Claim:
    done: Claim = as_dealer(services.complete_repair, claim, cause="Fuse", correction="Replaced", at=at)
    return done


# 1. A question shortly before the due time, and completion while "waiting for the owner".


def test_a_question_that_nobody_needed_stops_the_time_for_its_cap_only(file: Any, as_dealer: Call) -> None:
    claim = in_workshop(file, as_dealer)
    due = last(claim, names.REPAIR).due_at
    assert due is not None
    claim = as_dealer(services.ask_owner, claim, message="Hi? Are you there?", at=due - DAY)
    claim = complete(as_dealer, claim, due + 30 * DAY)
    assert stands(claim, names.REPAIR) == "missed"
    with system_scope("test"):
        pause = last(claim, names.REPAIR).intervals.get(kind="paused")
    # Five working days to the end of the fifth, whoever looked when.
    assert pause.ended_at is not None
    assert timedelta(days=6) < pause.ended_at - pause.started_at < timedelta(days=9)


def test_an_owner_who_is_silent_and_reminded_costs_the_workshop_nothing_for_four_weeks(
    file: Any, as_dealer: Call, as_owner: Call
) -> None:
    claim = in_workshop(file, as_dealer)
    for week in range(4):
        claim = as_dealer(services.ask_owner, claim, message=WHY, at=NOW + (2 + 7 * week) * DAY)
    claim = as_owner(services.add_message, claim, message="The one from the box", at=NOW + 28 * DAY)
    claim = complete(as_dealer, claim, NOW + 40 * DAY)
    assert stands(claim, names.REPAIR) == "met"


def test_silence_ends_by_itself_and_both_are_told(file: Any, as_dealer: Call) -> None:
    claim = in_workshop(file, as_dealer)
    as_dealer(services.ask_owner, claim, message=WHY, at=NOW + 2 * DAY)
    with system_scope("test"):
        assert services.end_silences(at=NOW + 5 * DAY) == 0
        assert services.end_silences(at=NOW + 20 * DAY) == 1
        assert services.end_silences(at=NOW + 20 * DAY) == 0
        claim.refresh_from_db()
        assert claim.waiting_for == "dealer"
        assert OutboxEvent.objects.filter(topic="claim.no_answer").count() == 1
        resumed = ClockInterval.objects.get(clock=last(claim, names.REPAIR), reason="no_answer_in_time")
    assert resumed.started_at < NOW + 12 * DAY
    assert stands(claim, names.REPAIR) == "missed"


def test_a_fifth_question_stops_nothing(file: Any, as_dealer: Call, as_owner: Call) -> None:
    claim = in_workshop(file, as_dealer)
    for n in range(5):
        at = NOW + (2 + n) * DAY
        claim = as_dealer(services.ask_owner, claim, message=WHY, at=at)
        running = last(claim, names.REPAIR).due_at is not None
        assert running == (n == 4)
        claim = as_owner(services.add_message, claim, message="I wrote that already", at=at + DAY / 2)


# 2. A question instead of a first answer.


def test_a_question_is_no_first_answer(file: Any, as_dealer: Call) -> None:
    claim = as_dealer(services.ask_owner, file(), message="Hi? Are you there?", at=NOW + timedelta(hours=1))
    assert stands(claim, names.FIRST_RESPONSE) == "missed"
    assert last(claim, names.FIRST_RESPONSE).due_at is not None


def test_a_question_with_its_reason_stops_the_first_answer_once(file: Any, as_dealer: Call, as_owner: Call) -> None:
    claim = as_dealer(services.ask_owner, file(), message=WHY, at=NOW + timedelta(hours=1))
    assert last(claim, names.FIRST_RESPONSE).due_at is None
    claim = as_owner(services.add_message, claim, message="The one from the box", at=NOW + DAY)
    claim = as_dealer(services.ask_owner, claim, message=WHY, at=NOW + DAY)
    assert last(claim, names.FIRST_RESPONSE).due_at is not None
    with system_scope("test"):
        services.end_silences(at=YEAR)
    assert stands(claim, names.FIRST_RESPONSE) == "missed"


def test_a_question_in_silence_stops_the_first_answer_for_its_cap_only(file: Any, as_dealer: Call) -> None:
    claim = as_dealer(services.ask_owner, file(), message=WHY, at=NOW + timedelta(hours=1))
    as_dealer(services.respond, claim, message="Bring it on Monday", at=NOW + 60 * DAY)
    assert stands(claim, names.FIRST_RESPONSE) == "missed"


def test_an_answer_says_something(file: Any, as_dealer: Call) -> None:
    claim = file()
    for nothing in ("ok", "Hi?", "noted", "    .  "):
        with pytest.raises(Refused, match="says too little"):
            as_dealer(services.respond, claim, message=nothing, at=NOW + timedelta(hours=1))
    as_dealer(services.respond, claim, message="星期一来", at=NOW + timedelta(hours=1))
    assert stands(claim, names.FIRST_RESPONSE) == "met"


# 3. Denied before the due time and reinstated, three times.


def test_denials_taken_back_win_no_time(file: Any, as_dealer: Call, as_maker: Call) -> None:
    claim = in_workshop(file, as_dealer)
    due = last(claim, names.REPAIR).due_at
    text = "The charging port shows damage from outside; see the photos."
    for n in range(3):
        claim = as_maker(services.deny, claim, reason="misuse", explanation=text, at=NOW + (18 + 3 * n) * DAY)
        claim = as_maker(services.reinstate, claim, message="Repair it at our cost", at=NOW + (19 + 3 * n) * DAY)
    claim = as_dealer(services.start_repair, claim, at=NOW + 26 * DAY)
    claim = complete(as_dealer, claim, NOW + 30 * DAY)
    repair = last(claim, names.REPAIR)
    assert (repair.due_at, repair.started_at) == (due, NOW + timedelta(hours=2))
    assert stands(claim, names.REPAIR) == "missed"
    with system_scope("test"):
        assert Clock.objects.filter(subject_id=claim.pk, obligation=names.REPAIR).count() == 1


def test_a_denial_that_stands_ends_what_was_not_due_yet(file: Any, as_dealer: Call, as_maker: Call) -> None:
    """Nobody owes a repair that was denied; the denial and its words stand for whoever compares."""
    text = "The charging port shows damage from outside; see the photos."
    claim = as_maker(services.deny, in_workshop(file, as_dealer), reason="misuse", explanation=text, at=NOW + 18 * DAY)
    assert (stands(claim, names.REPAIR), stands(claim, names.FIRST_RESPONSE)) == ("void", "met")
    with system_scope("test"):
        assert claim.denials.get().explanation == text


# 4. Confirmed for the year after next and cancelled before the due time, five times.


def order(cast: Cast, part: Any, n: int, at: datetime) -> tuple[PartsOrder, int]:
    with acting_as(cast.scope(cast.dealer_nairobi)):
        by = cast.actor(cast.dealer_nairobi)
        made = parts.create_order(
            by=by, dealer_id=cast.dealer_nairobi.pk, manufacturer_id=cast.maker_hanhai.pk, country="KE",
            lines=[(part.pk, 1)], request_key=f"order-{n}", in_warranty=True, at=at,
        )  # fmt: skip
        made = parts.submit_order(order=made, by=by, at=at)
        return made, made.lines.get().pk


def test_a_maker_that_promises_and_cancels_has_missed_every_time(cast: Cast, part: Any) -> None:
    by = cast.actor(cast.maker_hanhai)
    for n in range(5):
        made, line = order(cast, part, n, NOW + n * DAY)
        with acting_as(cast.scope(cast.maker_hanhai)):
            made = parts.confirm_lines(
                order=made, promised={line: date(2028, 1, 10)}, reason="shortage", by=by, at=NOW + (n + 1) * DAY
            )
            parts.cancel_lines(order=made, reason="not_available", by=by, at=NOW + (n + 3) * DAY)
    with system_scope("test"):
        owed = Clock.objects.filter(obligation__in=(names.PARTS_SUPPLY, names.PARTS_ARRIVAL))
        assert [clock.state(YEAR) for clock in owed] == ["missed"] * 10


def test_every_move_of_a_promise_is_a_row(cast: Cast, part: Any) -> None:
    by = cast.actor(cast.maker_hanhai)
    made, line = order(cast, part, 1, NOW)
    days = (date(2026, 3, 9), date(2026, 3, 20), date(2026, 3, 20), date(2026, 3, 16), date(2026, 4, 30))
    for n, day in enumerate(days):
        with acting_as(cast.scope(cast.maker_hanhai)):
            made = parts.confirm_lines(
                order=made, promised={line: day}, reason="shortage", by=by, at=NOW + timedelta(hours=n)
            )
    with system_scope("test"):
        assert [row.moved_days for row in Promise.objects.filter(line=line)] == [0, 11, -4, 45]


# 5. "Repaired", and opened again, three times.


def test_a_repair_that_was_none_goes_on_with_the_time_that_was_left(file: Any, as_dealer: Call, as_owner: Call) -> None:
    claim = in_workshop(file, as_dealer)
    day = 1
    for _ in range(3):
        day += 7
        claim = complete(as_dealer, claim, NOW + day * DAY)
        claim = as_dealer(services.hand_back, claim, at=NOW + day * DAY)
        claim = as_owner(services.reopen, claim, message="It stopped charging again", at=NOW + (day + 5) * DAY)
        day += 5
        claim = as_dealer(services.start_repair, claim, at=NOW + day * DAY)
    claim = complete(as_dealer, claim, NOW + (day + 10) * DAY)
    with system_scope("test"):
        repair = Clock.objects.get(subject_kind="claim", subject_id=claim.pk, obligation=names.REPAIR)
        between = [i.ended_at - i.started_at for i in repair.intervals.filter(reason="with_owner") if i.ended_at]
    assert between == [5 * DAY] * 3
    assert repair.state(YEAR) == "missed"
    with system_scope("test"):
        call_command("facts", "check", verbosity=0)


def test_an_honest_second_repair_keeps_its_promise(file: Any, as_dealer: Call, as_owner: Call) -> None:
    claim = complete(as_dealer, in_workshop(file, as_dealer), NOW + 5 * DAY)
    claim = as_dealer(services.hand_back, claim, at=NOW + 5 * DAY)
    # After the first due time: what was met by then goes on with what was left.
    claim = as_owner(services.reopen, claim, message="It stopped charging again", at=NOW + 18 * DAY)
    with system_scope("test"):
        told = OutboxEvent.objects.filter(topic="clock.changed").order_by("-occurred_at", "-pk").first()
    # Both days are counted anew: that on which it would have been due, and that on which it is.
    assert told is not None
    assert len(told.payload["due_days"]) == 2
    claim = as_dealer(services.start_repair, claim, at=NOW + 18 * DAY)
    claim = complete(as_dealer, claim, NOW + 22 * DAY)
    assert stands(claim, names.REPAIR) == "met"


# 6. Withdrawn and filed again.


def test_a_request_filed_again_goes_on_where_it_was(file: Any, as_dealer: Call, as_owner: Call) -> None:
    first = in_workshop(file, as_dealer)
    as_owner(services.withdraw, first, at=NOW + 14 * DAY)
    again = file(at=NOW + 15 * DAY, request_key="11111111-bbbb", odometer_km=1_501)
    again = as_dealer(services.respond, again, message="Bring it on Monday", at=NOW + 15 * DAY + timedelta(hours=2))
    repair = last(again, names.REPAIR)
    assert repair.started_at == NOW + timedelta(hours=2)
    again = complete(as_dealer, as_dealer(services.start_repair, again, at=NOW + 16 * DAY), NOW + 32 * DAY)
    assert (stands(first, names.REPAIR), stands(again, names.REPAIR)) == ("void", "missed")
    with system_scope("test"):
        call_command("facts", "check", verbosity=0)


@pytest.mark.parametrize(("day", "begun"), [(44, NOW + timedelta(hours=2)), (45, NOW + timedelta(days=45, hours=2))])
def test_the_days_before_a_request_is_filed_again_are_the_owners(
    file: Any, as_dealer: Call, as_owner: Call, day: int, begun: datetime
) -> None:
    """Thirty days at most: whoever asks again later asks anew."""
    as_owner(services.withdraw, in_workshop(file, as_dealer), at=NOW + 14 * DAY)
    at = NOW + day * DAY
    again = file(at=at, request_key="11111111-bbbb", odometer_km=1_501)
    again = as_dealer(services.respond, again, message="Bring it on Monday", at=at + timedelta(hours=2))
    assert last(again, names.REPAIR).started_at == begun
    complete(as_dealer, as_dealer(services.start_repair, again, at=at + DAY), at + 2 * DAY)
    assert stands(again, names.REPAIR) == "met"


def test_a_first_answer_that_was_owed_is_owed_still(file: Any, as_owner: Call, as_dealer: Call) -> None:
    first = file()
    hours = timedelta(hours=7)
    as_owner(services.withdraw, first, at=NOW + hours)
    again = file(at=NOW + DAY, request_key="11111111-bbbb", odometer_km=1_501)
    clock = last(again, names.FIRST_RESPONSE)
    fresh = file(at=NOW + DAY, request_key="11111111-cccc", component="lighting", odometer_km=1_501)
    new = last(fresh, names.FIRST_RESPONSE)
    assert clock.due_at is not None and new.due_at is not None
    assert (clock.started_at, clock.due_at < new.due_at) == (NOW, True)


# 7. Never booking the part in.


def test_a_part_that_is_never_booked_in_stops_the_workshops_time_no_longer(
    cast: Cast, file: Any, as_dealer: Call, part: Any
) -> None:
    claim = in_workshop(file, as_dealer)
    made = as_dealer(services.order_parts, claim, lines=[(part.pk, 1)], request_key="k-order-1", at=NOW + 2 * DAY)
    by = cast.actor(cast.maker_hanhai)
    with system_scope("test"):
        line = OrderLine.objects.get(order=made).pk
    with acting_as(cast.scope(cast.maker_hanhai)):
        made = parts.dispatch_lines(order=made, line_ids=[line], tracking="AWB 1", by=by, at=NOW + 4 * DAY)
        parts.prove_lines(order=made, note=PROOF, by=by, at=NOW + 9 * DAY)
    with system_scope("test"):
        for event in OutboxEvent.objects.filter(topic="order.line_delivered"):
            relay.consume("claims-parts", event.pk, at=NOW + 10 * DAY)
        arrival = Clock.objects.get(obligation=names.PARTS_ARRIVAL)
        booking = Clock.objects.get(obligation=names.PARTS_BOOKING)
    assert (arrival.state(YEAR), booking.state(YEAR), stands(claim, names.REPAIR)) == ("met", "missed", "missed")

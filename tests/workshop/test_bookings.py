"""Appointments: agreed by both sides, no bay twice, within the hours, reminded of, and no clock is touched."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from apps.casework import engine
from apps.claims import services as claims
from apps.core.errors import Conflict, Refused
from apps.duties.models import Clock
from apps.notifications.models import OutboxEvent
from apps.organizations.models import ServicePoint
from apps.organizations.scope import acting_as, system_scope
from apps.workshop import services
from apps.workshop.models import Booking
from apps.workshop.reminders import remind_of_bookings
from apps.workshop.selectors import points_of
from tests.cast import NOW, Cast
from tests.claims.conftest import File
from tests.core.face import markup_errors
from tests.exports.recalls import relay as follow
from tests.pages import browser
from tests.workshop.conftest import DAY, THURSDAY, Desk


def take(desk: Desk, booking: Booking, verb: str, who: Any, at: Any = NOW, **given: Any) -> Booking:
    with acting_as(desk.cast.scope(who)):
        done: Booking = engine.perform(
            booking, verb, by=desk.cast.actor(who), at=at, given=given, version=None, key=""
        )  # fmt: skip
        return done


def clocks(desk: Desk) -> list[tuple[Any, ...]]:
    with system_scope("test: clocks"):
        return list(Clock.objects.order_by("pk").values_list("obligation_id", "due_at", "stopped_at"))


def test_an_offer_is_accepted_kept_and_touches_no_clock(desk: Desk, cast: Cast) -> None:
    before = clocks(desk)
    made = desk.offer()
    assert desk.offer() == made
    assert take(desk, made, "accept", cast.amina).status == "agreed"
    assert clocks(desk) == before
    desk.do(claims.respond, claim=desk.claim, message="Bring it on Thursday.", at=NOW)
    desk.do(claims.start_repair, claim=desk.claim, at=THURSDAY)
    follow(THURSDAY)
    with system_scope("test"):
        made.refresh_from_db()
    assert made.status == "kept"


def test_a_wish_is_confirmed_moved_and_wished_again(desk: Desk, cast: Cast) -> None:
    made = desk.do(services.wish, who=cast.amina, claim=desk.claim, starts_at=THURSDAY, at=NOW)
    assert (made.status, made.ends_at - made.starts_at) == ("wished", timedelta(hours=1))
    moved = take(
        desk, made, "move", cast.dealer_nairobi, starts_at=THURSDAY + DAY, minutes=120, bay=None, note="Full that day"
    )  # fmt: skip
    assert (moved.status, moved.starts_at) == ("offered", THURSDAY + DAY)
    wished = take(desk, moved, "wish_another", cast.amina, starts_at=THURSDAY + 2 * DAY, note="")
    assert wished.status == "wished"
    assert take(desk, wished, "confirm", cast.dealer_nairobi, bay=None).status == "agreed"
    with system_scope("test: where it was"):
        told = [event.values.get("starts") for event in wished.events.all()]
    assert len(set(told)) == 3


def test_no_bay_is_booked_twice_and_the_second_is_told_from_when_to_when(desk: Desk, file: File) -> None:
    bay, other = desk.bay(), file(request_key="22222222-bbbb", component="service_brakes")
    desk.offer(bay=bay)
    with pytest.raises(Conflict, match="Lift 1") as told:
        desk.offer(THURSDAY + timedelta(minutes=30), claim=other, bay=bay)
    assert told.value.code == "bay_taken"
    # Back to back fits, and so does another bay.
    desk.offer(THURSDAY + timedelta(hours=1), claim=other, bay=bay)


def test_what_cannot_be_is_told_by_field(desk: Desk, cast: Cast) -> None:
    desk.hours([0, 1, 2, 3, 4], [["08:00", "13:00"]])
    evening = THURSDAY + timedelta(hours=6)
    for starts_at, field in (
        (NOW - DAY, "starts_at"),
        (NOW + 400 * DAY, "starts_at"),
        (evening, "reason"),
    ):
        with pytest.raises(Refused) as told:
            desk.offer(starts_at)
        assert told.value.field == field
    assert desk.offer(evening, reason="The owner works until five").status == "offered"
    with pytest.raises(Conflict, match="move that one"):
        desk.offer(THURSDAY - timedelta(hours=1))
    with pytest.raises(Refused, match="08:00–13:00"):
        desk.do(services.wish, who=cast.amina, claim=desk.claim, starts_at=evening, at=NOW)


def test_a_place_that_closes_is_booked_until_the_day_of_its_end(desk: Desk, cast: Cast) -> None:
    """The day of its end where the place is: a Friday there begins on Thursday evening of UTC."""
    friday = (THURSDAY + DAY).date()
    with system_scope("test: notice of a closure"):
        ServicePoint.objects.filter(pk=desk.point.pk).update(closed_on=friday)
        desk.point.refresh_from_db()
    midnight = datetime(friday.year, friday.month, friday.day, tzinfo=ZoneInfo("Africa/Nairobi"))
    with acting_as(cast.scope(cast.amina)):
        assert points_of(desk.claim, at=midnight - timedelta(seconds=1)) == [desk.point]
        assert points_of(desk.claim, at=midnight) == []
    with pytest.raises(Refused, match="is closed on") as told:
        desk.offer(midnight + timedelta(hours=9))
    assert told.value.field == "starts_at"
    with pytest.raises(Refused, match="no service point"):
        desk.do(services.wish, who=cast.amina, claim=desk.claim, starts_at=midnight + timedelta(hours=9), at=NOW)
    assert desk.offer().status == "offered"


def test_who_did_not_come_may_say_that_they_were_there(desk: Desk, cast: Cast) -> None:
    made = take(desk, desk.offer(), "accept", cast.amina)
    with pytest.raises(Refused, match="wait until then"):
        take(desk, made, "miss", cast.dealer_nairobi, note="Called twice")
    missed = take(desk, made, "miss", cast.dealer_nairobi, at=THURSDAY + DAY, note="Called twice")
    take(desk, missed, "contradict", cast.amina, at=THURSDAY + DAY, note="I stood at the gate at noon.")
    with system_scope("test"):
        assert [event.kind for event in missed.events.all()] == ["offer", "accept", "miss", "contradict"]


def test_both_are_reminded_once_for_each_time(desk: Desk, cast: Cast) -> None:
    made = take(desk, desk.offer(), "accept", cast.amina)
    with system_scope("test: the timetable"):
        assert [remind_of_bookings(at=THURSDAY - timedelta(hours=2)) for _ in range(2)] == [1, 0]
        told = OutboxEvent.objects.get(topic="booking.tomorrow").payload
    assert (told["number"], told["owner"], told["dealer"]) == (made.number, cast.amina.pk, cast.dealer_nairobi.pk)


@pytest.mark.parametrize("ending", ["withdrawn", "denied"])
def test_when_the_request_is_over_nobody_waits(desk: Desk, cast: Cast, ending: str) -> None:
    made, why = desk.offer(), "The tyre is worn down evenly, as it is after years."
    if ending == "withdrawn":
        desk.do(claims.withdraw, who=cast.amina, claim=desk.claim, at=NOW)
    else:
        desk.do(claims.propose_denial, claim=desk.claim, reason="wear", explanation=why, at=NOW)
        desk.do(claims.confirm_denial, who=cast.maker_hanhai, claim=desk.claim, at=NOW)
    follow(NOW)
    with system_scope("test"):
        made.refresh_from_db()
        assert (made.status, made.events.last().kind) == ("cancelled", "lapse")


def test_pages_lead_from_the_request_to_the_calendar_and_to_the_owner(desk: Desk, cast: Cast) -> None:
    bay, client = desk.bay(), browser(cast, cast.dealer_nairobi)
    address, day = f"/workshop/claims/{desk.claim.number}/appointment/", timezone.now() + 30 * DAY
    given = {"service_point": desk.point.pk, "starts_at": f"{day:%Y-%m-%dT12:00}", "bay": bay.pk, "reason": ""}
    assert "lasts" not in client.get(address).content.decode()
    assert client.post(address, {**given, "minutes": "5"}).status_code == 422
    assert client.post(address, {**given, "minutes": "90"}).status_code == 302
    with system_scope("test"):
        made = Booking.objects.get()
    for span in ("day", "week"):
        page = client.get(f"/workshop/calendar/?day={day:%Y-%m-%d}&span={span}").content.decode()
        assert made.get_absolute_url() in page
        assert markup_errors(page) == []
    owner = browser(cast, cast.amina)
    asked = owner.get(desk.claim.get_absolute_url()).content.decode()
    assert asked.index("The workshop offers you an appointment") < asked.index("Where it stands")
    assert f'action="{made.get_absolute_url()}accept/"' in asked
    assert markup_errors(asked) == []
    page = owner.get(made.get_absolute_url()).content.decode()
    assert "Accept" in page
    assert "Offer another time" not in page
    assert browser(cast, cast.boris).get(made.get_absolute_url()).status_code == 404
    assert client.get("/workshop/calendar/?day=nonsense").status_code == 404

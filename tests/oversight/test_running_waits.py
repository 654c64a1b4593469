"""A wait that nobody ends is told while it runs: whose it is, and that it is still open."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from apps.claims import services
from apps.claims.models import Claim
from apps.organizations.scope import acting_as, system_scope
from apps.oversight.filters import Selection
from apps.oversight.measures import days_to_repair
from apps.oversight.measures.span import Span
from apps.oversight.whose_delay import waiting_days
from apps.parts.models import Part
from tests.cast import NOW, Cast
from tests.factories import make_owned_vehicle

DAY = timedelta(days=1)
CARS = 5
#: Answered on 5 March, a part ordered on 6 March; looked at until 31 October: nothing ever comes.
FIRST, LAST = date(2026, 10, 2), date(2026, 10, 31)


@pytest.fixture
def waiting(cast: Cast) -> Cast:
    """Five cars of Hanhai that have waited for a part since March, taken in as they cannot be driven."""
    with acting_as(cast.scope(cast.maker_hanhai)):
        part = Part.objects.create(manufacturer=cast.maker_hanhai, number="OBC-11", name="On-board charger")
    for serial in range(1, CARS + 1):
        claim = _file(cast, serial, NOW)
        with acting_as(cast.scope(cast.dealer_nairobi)):
            by = cast.actor(cast.dealer_nairobi)
            claim = services.respond(claim=claim, by=by, message="Bring it", at=NOW + DAY)
            services.order_parts(
                claim=claim, by=by, lines=[(part.pk, 1)], request_key=f"order-{serial}", at=NOW + 2 * DAY
            )
    return cast


def _file(cast: Cast, serial: int, at: datetime) -> Claim:
    car = make_owned_vehicle(cast.amina, cast.maker_hanhai, cast.dealer_nairobi, serial=serial)
    with acting_as(cast.scope(cast.amina)):
        return services.file_claim(
            by=cast.actor(cast.amina),
            vehicle=car,
            dealer_id=cast.dealer_nairobi.pk,
            component="charging",
            complaint="The car stops charging after ten minutes",
            occurred_on=at.date(),
            odometer_km=1_500,
            immobilised=True,
            request_key=f"key-{serial}",
            at=at,
        )


def test_five_cars_that_wait_for_months_are_the_makers_delay(waiting: Cast) -> None:
    with system_scope("test"):
        days = waiting_days(Selection(FIRST, LAST, manufacturer=waiting.maker_hanhai.pk))
    assert days == pytest.approx({"manufacturer": 30.0 * CARS})


def test_each_day_of_a_wait_stands_in_one_period(waiting: Cast) -> None:
    maker = waiting.maker_hanhai.pk
    with system_scope("test"):
        whole = waiting_days(Selection(date(2026, 3, 1), LAST, manufacturer=maker))
        march = waiting_days(Selection(date(2026, 3, 1), date(2026, 3, 31), manufacturer=maker))
        later = waiting_days(Selection(date(2026, 4, 1), LAST, manufacturer=maker))
    assert march["dealer"] == pytest.approx(whole["dealer"])
    assert march["manufacturer"] + later["manufacturer"] == pytest.approx(whole["manufacturer"])
    assert whole["manufacturer"] == pytest.approx(CARS * 239.625)


def test_an_old_request_that_waits_is_told_when_its_year_is_over(waiting: Cast) -> None:
    maker = waiting.maker_hanhai.pk
    _file(waiting, CARS + 1, NOW + 150 * DAY)
    with system_scope("test"):
        in_the_year = days_to_repair.find(Span(date(2026, 3, 1), LAST, maker), False)
        assert in_the_year is not None
        assert (in_the_year.open, in_the_year.older_open) == (CARS + 1, 0)
        later = days_to_repair.find(Span(date(2026, 7, 1), date(2027, 6, 30), maker), False)
        assert later is not None
        assert (later.cases, later.older_open) == (1, CARS)
        reading = days_to_repair._say(days_to_repair.MEDIAN, 0.5, {days_to_repair.find: later})
    assert "5 filed before still wait" in reading.counted

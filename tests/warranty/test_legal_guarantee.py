"""The accused does not set the ruler: duties count while the term or the destination's guarantee runs."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from apps.claims import services as claims
from apps.claims.models import Claim
from apps.duties.models import Clock
from apps.organizations.models import Appointment
from apps.organizations.scope import acting_as, system_scope
from apps.oversight.measures import service_points
from apps.oversight.measures.span import Span
from apps.vehicles.models import Vehicle
from apps.warranty import legal
from apps.warranty.cover import coverage
from apps.warranty.models import MarketRight
from apps.warranty.remedies import last_day_of
from tests.cast import NOW, Cast
from tests.factories import make_plan
from tests.pages import browser
from tests.warranty.test_terms import register

DELIVERED = date(2026, 2, 10)
#: Four months later: far beyond a term of one month, well within two years.
LATER = NOW + timedelta(days=120)


def car(cast: Cast, country: str, *, months: int | None = 1, kilometres: int | None = 100) -> Vehicle:
    """A car delivered in February in a country where Savanna Motors is appointed, under a term of the maker."""
    if months is not None:
        make_plan(cast.maker_hanhai, country=country, months=months, kilometres=kilometres)
    with system_scope("test"):
        Appointment.objects.get_or_create(
            manufacturer=cast.maker_hanhai,
            dealer=cast.dealer_nairobi,
            country=country,
            starts_on=date(2025, 1, 1),
        )
    return register(cast, country=country)


def counted(cast: Cast, vehicle: Vehicle, *, km: int = 4_000, at: Any = LATER) -> bool:
    """Whether the first clock of a claim on it counts."""
    with acting_as(cast.scope(cast.amina)):
        claim = claims.file_claim(
            by=cast.actor(cast.amina),
            vehicle=vehicle,
            dealer_id=cast.dealer_nairobi.pk,
            component="charging",
            complaint="The car stops charging after ten minutes",
            occurred_on=at.date(),
            odometer_km=km,
            immobilised=False,
            request_key="11111111-aaaa",
            at=at,
        )
    with system_scope("test"):
        return Clock.objects.get(subject_kind="claim", subject_id=claim.pk, obligation="first_response").counts


def test_a_term_of_one_month_takes_no_german_car_out_of_the_counts(makers: Cast) -> None:
    assert counted(makers, car(makers, "DE"))


def test_no_term_at_all_takes_none_out_either(makers: Cast) -> None:
    assert counted(makers, car(makers, "DE", months=None))


def test_where_no_guarantee_is_on_record_the_term_decides(makers: Cast) -> None:
    assert not counted(makers, car(makers, "KE"))


def test_a_guarantee_that_gives_way_to_a_term_gives_way(makers: Cast) -> None:
    """Russia's two years hold only where the manufacturer set no term of its own."""
    assert not counted(makers, car(makers, "RU"))


def test_without_a_term_the_guarantee_that_gives_way_holds(makers: Cast) -> None:
    assert counted(makers, car(makers, "RU", months=None))


@pytest.mark.parametrize(("km", "given"), [(20_000, True), (20_001, False)])
def test_the_laws_own_distance_is_kept(makers: Cast, km: int, given: bool) -> None:
    assert counted(makers, car(makers, "MX"), km=km) == given


def test_the_guarantee_ends_on_its_eve(makers: Cast) -> None:
    vehicle = car(makers, "DE")
    with acting_as(makers.scope(makers.amina)):
        assert coverage(vehicle, "charging", on=date(2028, 2, 9), odometer_km=4_000).in_warranty
        assert not coverage(vehicle, "charging", on=date(2028, 2, 10), odometer_km=4_000).in_warranty
        assert not coverage(vehicle, "charging", on=DELIVERED - timedelta(days=1), odometer_km=0).in_warranty


def test_a_figure_to_be_confirmed_counts_for_nothing(makers: Cast) -> None:
    vehicle = car(makers, "DE")
    with system_scope("test"):
        MarketRight.objects.filter(country="DE", code="legal_guarantee").update(confidence="low")
    assert not counted(makers, vehicle)


def test_the_owner_is_told_before_the_request_is_sent(makers: Cast) -> None:
    vehicle = car(makers, "DE")
    answers = {
        "vin": vehicle.vin,
        "dealer": makers.dealer_nairobi.pk,
        "component": "charging",
        "complaint": "The car stops charging after ten minutes",
        "occurred_on": LATER.date().isoformat(),
        "odometer_km": "4000",
        "request_key": "11111111-aaaa",
        "step": "check",
    }
    with time_machine.travel(LATER, tick=False):
        page = browser(makers, makers.amina).post("/claims/new/", answers).content.decode()
    assert "Within the legal guarantee" in page
    with system_scope("test"):
        assert Claim.objects.count() == 0


def test_the_car_stays_among_those_that_need_a_workshop(makers: Cast) -> None:
    car(makers, "DE")
    with system_scope("test"):
        span = Span(date(2026, 4, 1), date(2026, 6, 30), makers.maker_hanhai.pk)
        assert service_points.network(span).coverage.vehicles == 1
        MarketRight.objects.filter(country="DE").delete()
        assert service_points.network(span).coverage.vehicles == 0


@pytest.mark.parametrize(("value", "unit"), [(24, "months"), (2, "years"), (90, "calendar_days"), (1, "months")])
@pytest.mark.parametrize("day", [date(2026, 2, 28), date(2028, 2, 29), date(2026, 3, 31)])
def test_the_earliest_start_is_that_of_the_last_day(value: int, unit: str, day: date) -> None:
    right = MarketRight(value=value, unit=unit)
    start = legal.earliest_start(right, day)
    assert last_day_of(right, start) >= day > last_day_of(right, start - timedelta(days=1))

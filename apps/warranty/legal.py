"""The legal guarantee of the destination: what the law promises for a car, whatever term its manufacturer set.

The accused does not set the ruler: duties count while the manufacturer's term or this guarantee runs, whichever is
longer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from apps.vehicles.models import Vehicle
from apps.vehicles.vin_reading import read_vin

from .models import Coverage, MarketRight
from .remedies import last_day_of
from .selectors import coverage_of, rights_of

#: Cars stand at the port and at the dealer's for a while, but not longer after their model year.
_YEARS_UNTIL_DELIVERY = 3


@dataclass(frozen=True)
class Guarantee:
    """What the law of the destination gives one car: from and until when, up to which distance, by which row."""

    starts_on: date
    ends_on: date
    kilometres: int | None
    right: MarketRight

    def covers(self, on: date, odometer_km: int) -> bool:
        """Whether a defect on this day at this odometer falls within it, limits included."""
        within_km = self.kilometres is None or odometer_km <= self.kilometres
        return self.starts_on <= on <= self.ends_on and within_km


def guarantee_of(vehicle: Vehicle) -> Guarantee | None:
    """The legal guarantee that began with the first delivery, by the law in force on that day (at most 2 queries).

    None where no figure is on record or it is to be confirmed, for a car of a manufacturer that is not on this
    portal, and where the first delivery is not known. A figure that holds only where the manufacturer set no term
    gives nothing beside one.
    """
    if vehicle.manufacturer_id is None:
        return None
    coverage = coverage_of(vehicle)
    starts_on = first_delivery(vehicle, coverage)
    if starts_on is None:
        return None
    figures = {right.code: right for right in rights_of(str(vehicle.country), on=starts_on)}
    right = figures.get(MarketRight.Code.GUARANTEE)
    if right is None or not _holds(right, coverage):
        return None
    distance = figures.get(MarketRight.Code.DISTANCE)
    return Guarantee(starts_on, last_day_of(right, starts_on), distance.value if distance else None, right)


def first_delivery(vehicle: Vehicle, coverage: Coverage | None) -> date | None:
    """The day on which the car first went to an owner; None when it is not known."""
    if coverage is not None:
        return coverage.starts_on
    day = vehicle.delivered_on
    return None if day is None or delivered_before(vehicle, day) else day


def delivered_before(vehicle: Vehicle, day: date) -> bool:
    """Whether a delivery on this day comes too late to be the first, by the model year on record or in the VIN."""
    newest = vehicle.model_year or max(read_vin(vehicle.vin).model_years, default=None)
    return newest is not None and day.year > newest + _YEARS_UNTIL_DELIVERY


def covered_on(day: date) -> Q:
    """Coverages whose term or legal guarantee, by the law of that day, runs on a day (1 query, for the rights)."""
    running = Q(ends_on__gte=day) | Q(ends_on=None)
    rights = MarketRight.objects.filter(code=MarketRight.Code.GUARANTEE, effective_from__lte=day)
    newest = {str(right.country): right for right in rights.order_by("effective_from")}
    for country, right in newest.items():
        if right.confidence != MarketRight.Confidence.LOW and right.condition != MarketRight.Condition.NONE_SET:
            running |= Q(country=country, starts_on__gte=earliest_start(right, day))
    return running


def earliest_start(right: MarketRight, day: date) -> date:
    """The first day on which a guarantee may have begun that runs on a day still."""
    longest = right.value * 31 * MarketRight.MONTHS.get(right.unit, 0) or right.value
    start = day - timedelta(days=longest)
    while last_day_of(right, start) < day:
        start += timedelta(days=1)
    return start


def _holds(right: MarketRight, coverage: Coverage | None) -> bool:
    if right.confidence == MarketRight.Confidence.LOW:
        return False
    return coverage is None or right.condition != MarketRight.Condition.NONE_SET

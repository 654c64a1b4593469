"""Parts that fit a car."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F, Func, Q, QuerySet, Value
from django.db.models.functions import Concat, Left, Substr

from apps.vehicles.models import Vehicle

from ..models import Fitting, Part
from ..vin_range import PLANT, sortable


@dataclass(frozen=True)
class Car:
    """What of a car decides which parts fit it."""

    manufacturer_id: int
    vin: str
    model_name: str
    model_year: int | None


def car_of(vehicle: Vehicle) -> Car:
    """The car that a record is of."""
    return Car(vehicle.manufacturer_id or 0, vehicle.vin, vehicle.model_name, vehicle.model_year)


def parts_for(car: Car, parts: QuerySet[Part]) -> QuerySet[Part]:
    """Those of ``parts`` that their manufacturer says fit the car (index fitting_model).

    A fitting that asks for years does not fit a car whose year is not on record: nobody shall order by a guess.
    """
    return parts.filter(manufacturer_id=car.manufacturer_id, pk__in=_fitting(car).values("part_id"))


def _fitting(car: Car) -> QuerySet[Fitting]:
    key = sortable(car.vin)
    year = car.model_year
    from_year, to_year = Q(year_from=None), Q(year_to=None)
    if year is not None:
        from_year, to_year = from_year | Q(year_from__lte=year), to_year | Q(year_to__gte=year)
    in_range = Q(vin_from="") | Q(first__lte=Value(key), last__gte=Value(key))
    return (
        Fitting.objects.alias(first=sortable_of("vin_from"), last=sortable_of("vin_to"))
        .filter(manufacturer_id=car.manufacturer_id, model_name=car.model_name, ended_at=None)
        .filter(Q(plant="") | Q(plant=car.vin[PLANT]), from_year, to_year, in_range)
    )


def sortable_of(field: str) -> Func:
    """As ``vin_range.sortable``, compared by the codes of the characters."""
    return Func(Concat(Left(F(field), 8), Substr(F(field), 10)), function="", template='(%(expressions)s COLLATE "C")')

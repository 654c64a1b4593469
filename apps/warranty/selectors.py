"""Reads of warranty: a vehicle's coverage, the plans in force, the rights of a market."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q, QuerySet

from apps.core.today import today_in
from apps.vehicles.models import Vehicle

from .models import Coverage, MarketRight, WarrantyPlan


def coverage_of(vehicle: Vehicle) -> Coverage | None:
    """The vehicle's coverage, or None when no term is on record (at most 1 query)."""
    known: dict[str, Coverage | None] = vehicle._state.fields_cache
    if "coverage" in known:
        return known["coverage"]
    return Coverage.objects.filter(vehicle_id=vehicle.pk).first()


def is_covered(vehicle: Vehicle, on: date, odometer_km: int) -> bool:
    """Whether a defect on this day at this odometer is within warranty; False without a term on record."""
    coverage = coverage_of(vehicle)
    return coverage is not None and coverage.covers(on, odometer_km)


def plan_for(*, manufacturer_id: int | None, country: str, on: date) -> WarrantyPlan | None:
    """The term for a car that starts on this day: the maker's for the country, the maker's for all, the portal's.

    None for a maker that is not on this portal: nobody here promised anything for its cars.
    """
    if manufacturer_id is None:
        return None
    theirs = Q(manufacturer_id=manufacturer_id) | Q(manufacturer=None)
    plans = list(WarrantyPlan.objects.filter(theirs, country__in=[country, ""], effective_from__lte=on))
    return _foremost(plans)


def _foremost(plans: list[WarrantyPlan]) -> WarrantyPlan | None:
    """The maker's before the portal's, the country's before the general one, then the newest."""
    return max(
        plans, key=lambda p: (p.manufacturer_id is not None, bool(str(p.country)), p.effective_from), default=None
    )


def own_plans_since(*, manufacturer_id: int, country: str, day: date, at: datetime) -> list[WarrantyPlan]:
    """The maker's own terms for cars delivered in a country since a day, the one in force then first (1 query).

    Its terms for the country stand before those for every country; terms of the portal are no promise of a maker.
    """
    rows = WarrantyPlan.objects.filter(manufacturer_id=manufacturer_id, country__in=[country, ""])
    plans = list(rows.filter(effective_from__lte=today_in(country, at)).order_by("effective_from", "id"))
    days = [day, *(plan.effective_from for plan in plans if plan.effective_from > day)]
    chosen = [_foremost([plan for plan in plans if plan.effective_from <= on]) for on in days]
    return list(dict.fromkeys(plan for plan in chosen if plan is not None))


def plans_of(manufacturer_id: int) -> QuerySet[WarrantyPlan]:
    """All terms of a manufacturer, by country, newest first."""
    return WarrantyPlan.objects.filter(manufacturer_id=manufacturer_id).order_by("country", "-effective_from", "id")


def rights_of(country: str, *, on: date) -> list[MarketRight]:
    """The figures in force in a country on a day, in the order of the codes (1 query)."""
    newest: dict[str, MarketRight] = {}
    for right in MarketRight.objects.filter(country=country, effective_from__lte=on).order_by("effective_from"):
        newest[right.code] = right
    order = list(MarketRight.Code.values)
    return sorted(newest.values(), key=lambda right: order.index(right.code))


def repair_limit(country: str, *, on: date) -> MarketRight | None:
    """What the law of a country allows for any repair on a day; None for none, or one still to be confirmed (1 query).

    A limit for rare parts only is another right, and none of all repairs.
    """
    rows = MarketRight.objects.filter(country=country, code=MarketRight.Code.REPAIR_LIMIT, effective_from__lte=on)
    rows = rows.exclude(confidence=MarketRight.Confidence.LOW).exclude(condition=MarketRight.Condition.RARE_PART)
    return rows.order_by("-effective_from").first()


def countries_with_rights() -> list[str]:
    """Codes of the countries with at least one figure on record (1 query)."""
    rows = MarketRight.objects.order_by().values_list("country", flat=True).distinct()
    return sorted(str(code) for code in rows)

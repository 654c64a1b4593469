"""Reads of warranty: a vehicle's coverage, the plans in force, the rights of a market."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q, QuerySet

from apps.core.today import today_in
from apps.vehicles.models import Vehicle

from .models import Coverage, MarketRight, PartCover, PlanDraft, WarrantyPlan

NEWEST = ("-effective_from", "-id")


def coverage_of(vehicle: Vehicle) -> Coverage | None:
    """The vehicle's coverage with its plan and terms, or None when no term is on record.

    3 queries, none where a list fetched them with the vehicle (vehicles.selectors.vehicles).
    """
    known: dict[str, Coverage | None] = vehicle._state.fields_cache
    if "coverage" not in known:
        found = Coverage.objects.filter(vehicle_id=vehicle.pk).select_related("plan").prefetch_related("plan__terms")
        known["coverage"] = found.first()
    return known["coverage"]


def part_covers(vehicle: Vehicle) -> list[PartCover]:
    """The parts of the vehicle that repairs fitted under a term of their own, the newest last (1 query)."""
    rows = PartCover.objects.filter(vehicle_id=vehicle.pk).select_related("plan")
    return list(rows.order_by("starts_on", "id"))


def plan_for(*, manufacturer_id: int | None, country: str, model_name: str, on: date) -> WarrantyPlan | None:
    """The plan for a car that is delivered on this day; None for a maker that is not on this portal.

    The maker's before the portal's, then that of the country, then that of the model, then the newest.
    """
    if manufacturer_id is None:
        return None
    theirs = Q(manufacturer_id=manufacturer_id) | Q(manufacturer=None)
    rows = WarrantyPlan.objects.filter(theirs, _sold_on(on), country__in=[country, ""], model_name__in=[model_name, ""])
    return _foremost(list(rows.prefetch_related("terms")))


def _sold_on(day: date) -> Q:
    return Q(effective_from__lte=day) & (Q(sold_until=None) | Q(sold_until__gte=day))


def _foremost(plans: list[WarrantyPlan]) -> WarrantyPlan | None:
    return max(
        plans,
        key=lambda p: (p.manufacturer_id is not None, bool(str(p.country)), bool(p.model_name), p.effective_from),
        default=None,
    )


def own_plans_since(
    *, manufacturer_id: int, country: str, model_name: str, day: date, at: datetime
) -> list[WarrantyPlan]:
    """The maker's own plans for cars of a model delivered in a country since a day, that in force then first.

    2 queries. Which of several holds for a delivery is said as by :func:`plan_for`; plans of the portal are no promise
    of a maker.
    """
    rows = WarrantyPlan.objects.filter(
        manufacturer_id=manufacturer_id, country__in=[country, ""], model_name__in=[model_name, ""]
    )
    known = rows.filter(effective_from__lte=today_in(country, at)).prefetch_related("terms")
    plans = list(known.order_by("effective_from", "id"))
    days = [day, *(plan.effective_from for plan in plans if plan.effective_from > day)]
    chosen = [_foremost([plan for plan in plans if _sells(plan, on)]) for on in days]
    return list(dict.fromkeys(plan for plan in chosen if plan is not None))


def _sells(plan: WarrantyPlan, day: date) -> bool:
    return plan.effective_from <= day and (plan.sold_until is None or plan.sold_until >= day)


def plans() -> QuerySet[WarrantyPlan]:
    """All published plans with their terms, the newest first (2 queries; index warrantyplan_newest)."""
    return WarrantyPlan.objects.select_related("manufacturer").prefetch_related("terms").order_by(*NEWEST)


def plans_of(manufacturer_id: int) -> QuerySet[WarrantyPlan]:
    """All published plans of a manufacturer, the newest first (2 queries; index warrantyplan_maker_newest)."""
    return plans().filter(manufacturer_id=manufacturer_id)


def versions_of(plan: WarrantyPlan) -> list[WarrantyPlan]:
    """The versions of a plan: those of its maker for the same market and model, the oldest first (2 queries)."""
    same = {"manufacturer_id": plan.manufacturer_id, "country": plan.country, "model_name": plan.model_name}
    return list(plans().filter(**same).order_by("effective_from", "id"))


def drafts() -> QuerySet[PlanDraft]:
    """The drafts in sight that are not published, the newest first (1 query; index plandraft_maker_newest)."""
    return PlanDraft.objects.filter(status=PlanDraft.Status.DRAFT).order_by("-created_at", "-id")


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

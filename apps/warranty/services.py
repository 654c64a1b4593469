"""Verbs of warranty: registering a car with its coverage, and the terms of manufacturers."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.core.errors import Conflict, Refused
from apps.core.today import today_of_reader
from apps.organizations.scope import Actor, system_scope
from apps.vehicles import services as vehicles
from apps.vehicles.models import Vehicle
from apps.vehicles.wording import said_day

from .legal import delivered_before
from .models import Coverage, WarrantyPlan
from .selectors import plan_for

#: Years of a term beyond which it is a slip of the finger.
_MOST_MONTHS = 360


def register_vehicle(
    *,
    owner_id: int,
    vin_text: str,
    delivered_on: date,
    odometer_km: int,
    country: str,
    dealer_id: int | None,
    by: Actor,
    at: datetime,
) -> Vehicle:
    """Register a car as the owner's and begin its warranty; sent twice, it is one registration.

    Raises what :func:`apps.vehicles.services.register_owner` raises.
    """
    with transaction.atomic():
        vehicle = vehicles.register_owner(
            owner_id=owner_id,
            vin_text=vin_text,
            delivered_on=delivered_on,
            odometer_km=odometer_km,
            country=country,
            dealer_id=dealer_id,
            by=by,
            at=at,
        )
        begin_coverage(vehicle=vehicle, starts_on=delivered_on, at=at)
    return vehicle


def begin_coverage(*, vehicle: Vehicle, starts_on: date, at: datetime) -> Coverage | None:
    """Give the vehicle the term in force on ``starts_on``; None when no term is on record for it.

    A warranty begins once, at the first delivery: a later owner takes over what is left of it. A day long after the
    car's model year is no first delivery, and nothing is known of the one that was.
    """
    with system_scope("coverage of a vehicle"):
        coverage = Coverage.objects.select_for_update(of=("self",)).filter(vehicle_id=vehicle.pk).first()
        if coverage is None:
            plan = plan_for(manufacturer_id=vehicle.manufacturer_id, country=str(vehicle.country), on=starts_on)
            if plan is None or delivered_before(vehicle, starts_on):
                return None
            coverage = Coverage(vehicle=vehicle, starts_on=starts_on, plan=plan, kilometres=plan.kilometres)
            coverage.ends_on = plan.term.last_day(starts_on)
        _copy_sides(coverage, vehicle)
        coverage.save()
    return coverage


def follow_vehicle(vehicle_id: int, *, at: datetime) -> None:
    """Bring a coverage to its vehicle's present sides; a car that gained a manufacturer gets that one's term.

    Runs in the system's scope (consumer of ``vehicle.sides_changed``); safe to run twice.
    """
    vehicle = Vehicle.objects.get(pk=vehicle_id)
    coverage = Coverage.objects.select_for_update(of=("self",)).filter(vehicle=vehicle).first()
    if coverage is not None:
        _copy_sides(coverage, vehicle)
        coverage.save()
    elif vehicle.delivered_on is not None:
        begin_coverage(vehicle=vehicle, starts_on=vehicle.delivered_on, at=at)


def _copy_sides(coverage: Coverage, vehicle: Vehicle) -> None:
    for name, value in vehicle.sides().items():
        setattr(coverage, name, value)


def change_dealer(*, vehicle: Vehicle, dealer_id: int | None, by: Actor, at: datetime) -> Vehicle:
    """Move a car with its coverage to another appointed workshop."""
    with transaction.atomic():
        changed = vehicles.change_dealer(vehicle=vehicle, dealer_id=dealer_id, by=by, at=at)
        with system_scope("coverage follows its vehicle"):
            follow_vehicle(changed.pk, at=at)
    return changed


def end_registration(*, vehicle: Vehicle, by: Actor, at: datetime) -> None:
    """Let a car go with its coverage; both are nobody's until the next owner registers it."""
    with transaction.atomic():
        vehicles.end_registration(vehicle=vehicle, by=by, at=at)
        with system_scope("coverage follows its vehicle"):
            follow_vehicle(vehicle.pk, at=at)


def add_plan(
    *,
    manufacturer_id: int,
    country: str,
    name: str,
    months: int,
    kilometres: int | None,
    effective_from: date,
    source: str,
    by: Actor,
    at: datetime,
) -> WarrantyPlan:
    """Set a new term from a day on; terms are never edited, and none begins before the newest one.

    Cars registered before keep what they have. Raises Refused (field at fault) or Conflict for a second term on a day.
    """
    if not 0 < months <= _MOST_MONTHS:
        raise Refused(
            _("%(months)s months is no term: write 1 to %(most)s.") % {"months": months, "most": _MOST_MONTHS},
            field="months",
        )
    newest = (
        WarrantyPlan.objects.filter(manufacturer_id=manufacturer_id, country=country)
        .order_by("-effective_from")
        .first()
    )
    if newest is not None and newest.effective_from > effective_from:
        raise Refused(
            _("A newer term begins on %(day)s already: choose a later day.") % {"day": said_day(newest.effective_from)},
            field="effective_from",
        )
    if newest is None and effective_from < _FIRST_DAY:
        raise Refused(_("%(day)s is too long ago.") % {"day": said_day(effective_from)}, field="effective_from")
    if newest is not None and effective_from < today_of_reader(at) and effective_from != newest.effective_from:
        raise Refused(
            _("%(day)s has passed: a term that replaces another begins today or later.")
            % {"day": said_day(effective_from)},
            field="effective_from",
        )
    values = {"name": name.strip(), "months": months, "kilometres": kilometres, "source": source.strip()}
    try:
        with transaction.atomic():
            return WarrantyPlan.objects.create(
                manufacturer_id=manufacturer_id, country=country, effective_from=effective_from, **values
            )
    except IntegrityError:
        return _same_plan(manufacturer_id, country, effective_from, values)


#: Before any car of this portal.
_FIRST_DAY = date(1981, 1, 1)


def _same_plan(manufacturer_id: int, country: str, effective_from: date, values: dict[str, object]) -> WarrantyPlan:
    """The form sent twice is one term; another term of the same day is refused."""
    plan = WarrantyPlan.objects.get(manufacturer_id=manufacturer_id, country=country, effective_from=effective_from)
    if any(getattr(plan, name) != value for name, value in values.items()):
        raise Conflict(
            _("Another term of this country begins on %(day)s: choose a later day.")
            % {"day": said_day(effective_from)},
            field="effective_from",
        )
    return plan

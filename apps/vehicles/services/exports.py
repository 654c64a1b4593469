"""A manufacturer puts an exported vehicle on record."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.core.db.words import column_words
from apps.core.errors import Conflict, Refused
from apps.notifications.outbox import emit
from apps.organizations.models import Organization
from apps.organizations.scope import Actor, system_scope
from apps.organizations.selectors import today_at

from ..export_rules import ExportFacts, problems_of
from ..models import MakerCode, OdometerReading, ReadingCorrection, Registration, Vehicle
from ..vin_reading import Reading, read_vin
from .holding import verify_by_record


def register_export(
    *,
    manufacturer_id: int,
    vin: str,
    country: str,
    model_name: str,
    model_year: int | None,
    powertrain: str,
    built_on: date | None,
    exported_on: date,
    by: Actor,
    at: datetime,
) -> Vehicle:
    """Record that a vehicle was exported to ``country``; the same facts again change nothing.

    A car that its owner registered first gains its manufacturer, whose code it must be, and the facts, and counts as
    verified by them. Raises Refused
    with the field at fault, Conflict when the VIN is on record with other facts or for another manufacturer. A bad
    check digit refuses nothing: the caller shows the warnings of :func:`read_vin`.
    """
    reading = read_vin(vin)
    facts = ExportFacts(reading.vin, country, model_name.strip(), model_year, powertrain, built_on, exported_on)
    for problem in problems_of(facts, reading, today=today_at(manufacturer_id, at)):
        raise Refused(problem.message, field=problem.field)
    with system_scope("record of an exported VIN"):
        refuse_foreign_code(reading, manufacturer_id, maker_codes())
        vehicle = _create(facts, manufacturer_id, at=at)
        if vehicle is None:
            vehicle = Vehicle.objects.select_for_update().get(vin=facts.vin)
            settle(vehicle, facts, manufacturer_id, by=by, at=at)
    return vehicle


def maker_codes() -> dict[str, int]:
    """Which manufacturer of the portal builds under which WMI."""
    return dict(MakerCode.objects.values_list("code", "manufacturer_id"))


def refuse_foreign_code(reading: Reading, manufacturer_id: int, codes: dict[str, int]) -> None:
    """Raise Conflict when another manufacturer of the portal builds under this VIN's code."""
    if codes.get(reading.wmi, manufacturer_id) != manufacturer_id:
        raise Conflict(
            _("VINs that begin with %(wmi)s belong to another manufacturer on this portal: check the VIN.")
            % {"wmi": reading.wmi},
            field="vin",
            code="foreign_code",
        )


def settle(vehicle: Vehicle, facts: ExportFacts, manufacturer_id: int, *, by: Actor, at: datetime) -> bool:
    """Bring facts and an existing row together; True when the row gained something.

    Raises Conflict when they disagree. Runs in the system's scope with the row locked.
    """
    if not gains(vehicle, facts, manufacturer_id):
        return False
    _attach(vehicle, facts, manufacturer_id, by=by, at=at)
    return True


def gains(vehicle: Vehicle, facts: ExportFacts, manufacturer_id: int) -> bool:
    """Whether an existing row would gain something from these facts. Raises Conflict when they disagree."""
    if vehicle.manufacturer_id not in (None, manufacturer_id):
        raise Conflict(
            _("%(vin)s is on record for another manufacturer: check the VIN.") % {"vin": facts.vin},
            field="vin",
            code="other_manufacturer",
        )
    if vehicle.exported_on is None:
        _refuse_unknown_code(vehicle, manufacturer_id)
        _refuse_other_country(vehicle, facts)
        return True
    for name in facts.differing(vehicle):
        raise Conflict(
            _("%(vin)s is on record with another %(field)s: “%(stored)s”, now “%(given)s”. Records are never changed.")
            % {
                "vin": facts.vin,
                "field": column_words(Vehicle, name),
                "stored": getattr(vehicle, name),
                "given": getattr(facts, name),
            },
            field=name,
            code="other_facts",
        )
    return False


def _create(facts: ExportFacts, manufacturer_id: int, *, at: datetime) -> Vehicle | None:
    """The new row, or None when the VIN is there already (also when it came this very moment)."""
    if Vehicle.objects.filter(vin=facts.vin).exists():
        return None
    try:
        with transaction.atomic():
            return Vehicle.objects.create(
                manufacturer_id=manufacturer_id,
                maker_name=Organization.objects.values_list("name", flat=True).get(pk=manufacturer_id),
                created_at=at,
                **vars(facts),
            )
    except IntegrityError:
        return None


def _refuse_unknown_code(vehicle: Vehicle, manufacturer_id: int) -> None:
    """Nobody makes itself the maker of an owner's car: the operators enter under which code a manufacturer builds."""
    if vehicle.manufacturer_id is not None:
        return
    code = read_vin(vehicle.vin).wmi
    if not MakerCode.objects.filter(code=code, manufacturer_id=manufacturer_id).exists():
        raise Conflict(
            _(
                "%(vin)s is on record already, and %(code)s is not entered as a code of yours: "
                "ask the operators of this site to enter it."
            )
            % {"vin": vehicle.vin, "code": code},
            field="vin",
            code="unknown_code",
        )


def _refuse_other_country(vehicle: Vehicle, facts: ExportFacts) -> None:
    if vehicle.country != facts.country:
        raise Conflict(
            _("%(vin)s is on record for another destination: check it, or ask the operators of this site.")
            % {"vin": facts.vin},
            field="country",
            code="registered_elsewhere",
        )


def _attach(vehicle: Vehicle, facts: ExportFacts, manufacturer_id: int, *, by: Actor, at: datetime) -> None:
    """Give an owner's car its manufacturer and facts; rows that hang on it follow."""
    maker = Organization.objects.get(pk=manufacturer_id)
    vehicle.manufacturer, vehicle.maker_name = maker, maker.name
    for name, value in vars(facts).items():
        setattr(vehicle, name, value)
    vehicle.save()
    for model in (Registration, OdometerReading):
        model._default_manager.filter(vehicle=vehicle).update(manufacturer=maker)
    ReadingCorrection.objects.filter(reading__vehicle=vehicle).update(manufacturer=maker)
    verify_by_record(vehicle, by=by, at=at)
    emit("vehicle.sides_changed", at=at, vehicle=vehicle.pk)

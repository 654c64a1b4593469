"""Warranty plans of the demo's makers, a draft of the next version, and cars that show how cover ends."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from apps.casework import engine
from apps.organizations.identity import scope_of_organization
from apps.organizations.models import Organization
from apps.organizations.scope import Actor, Side, acting_as, system_scope
from apps.vehicles.models import Registration, Vehicle
from apps.vehicles.services import add_reading, show_history
from apps.vehicles.vin import YEAR_CODES, check_digit_of
from apps.warranty.content import PlanContent
from apps.warranty.coverage import Term
from apps.warranty.models import PlanDraft
from apps.warranty.services import change_dealer, draft_plan, register_vehicle

if TYPE_CHECKING:
    from .stories import Stage

DAY = timedelta(days=1)
#: Before the demo's cars were delivered.
_BEGAN = 33 * 30 * DAY
_CARE = (
    Term(36, 100_000, "basic"),
    Term(60, 150_000, "powertrain"),
    Term(96, 160_000, "battery", 70),
    Term(84, None, "corrosion"),
    Term(24, 50_000, "paint"),
    Term(12, 20_000, "wear"),
    Term(12, 20_000, "repair_parts"),
)
_WIDER = (Term(72, 150_000, "whole_car"), Term(96, 200_000, "battery", 75), Term(24, None, "repair_parts"))
_SHORT = (Term(24, 60_000, "basic"), Term(48, 120_000, "powertrain"), Term(96, 120_000, "battery", 70))


def publish(stage: Stage) -> None:
    """What three makers promise in Kenya and elsewhere, and what one of them means to promise next."""
    began, lately = stage.now - _BEGAN, stage.now - 20 * DAY
    maker = stage.people.maker
    _published(maker, _content("Care", began.date(), _CARE, country="KE"), began)
    with system_scope("demo: other makers"):
        others = Organization.objects.filter(kind=Organization.Kind.MANUFACTURER).exclude(pk=maker.pk)
        second, third = others.order_by("name", "id")[:2]
    _published(second, _content("Long Road", lately.date(), _WIDER), lately)
    _published(third, _content("First Owner", lately.date(), _SHORT, transferable=False), lately)
    ahead = (stage.now + 60 * DAY).date()
    longer = (*_CARE[:2], Term(120, 200_000, "battery", 75), *_CARE[3:])
    _draft(maker, _content("Care", ahead, longer, country="KE"), stage.now)


def tell(stage: Stage, begin: str) -> None:
    """Cars of the demo's owner: one whose basic cover ended by distance, one with no term on record."""
    far = _car(stage, begin, serial=7, months=30, year=None)
    stage.do(
        None, _read, vehicle=far, on=(stage.now - 2 * DAY).date(), km=104_300, at=stage.now - 2 * DAY,
    )  # fmt: skip
    # Its VIN is ten years older than the day on which its owner received it: nobody knows the first delivery.
    _car(stage, begin, serial=8, months=3, year=stage.now.year - 10)


def show(stage: Stage, vehicle: Vehicle) -> None:
    """The owner shows a car's history to somebody who thinks of buying it."""
    with system_scope("demo: the registration of a car"):
        held = Registration.objects.current().get(vehicle=vehicle)
    stage.do(None, show_history, registration=held, at=stage.now - DAY)


def _read(*, by: Actor, vehicle: Vehicle, on: date, km: int, at: datetime) -> None:
    add_reading(vehicle=vehicle, on=on, km=km, source="owner", at=at)


def _car(stage: Stage, begin: str, *, serial: int, months: int, year: int | None) -> Vehicle:
    delivered = (stage.now - timedelta(days=30 * months)).date()
    body = f"{begin}{YEAR_CODES[((year or delivered.year) - 1980) % len(YEAR_CODES)]}{serial:07d}"
    made: Vehicle = stage.do(
        None, register_vehicle, owner_id=stage.people.owner.pk, vin_text=body[:8] + check_digit_of(body) + body[9:],
        delivered_on=delivered, odometer_km=25, country="KE", dealer_id=None,
        at=stage.now - timedelta(days=30 * months - 1),
    )  # fmt: skip
    # The workshop was not appointed yet when the older car came.
    changed: Vehicle = stage.do(
        None, change_dealer, vehicle=made, dealer_id=stage.people.dealer.pk, at=stage.now - 3 * DAY
    )
    return changed


def _content(
    name: str, first: date, terms: tuple[Term, ...], *, country: str = "", transferable: bool = True
) -> PlanContent:
    return PlanContent(
        name=name,
        effective_from=first,
        terms=terms,
        source=f"Warranty booklet “{name}”, pages 4 to 9",
        country=country,
        transferable=transferable,
        exclusions=("wear", "misuse", "accident", "changes", "odometer"),
        exclusion_words="Oils, filters, wiper blades and bulbs are paid by the owner.",
        service_months=12,
        service_kilometres=20_000,
        conditions="Service at any workshop that follows the maintenance schedule; keep the invoices.",
    )


def _planner(maker: Organization) -> Actor:
    """Whoever writes plans there; the demo's makers but one have no people."""
    return Actor(
        side=Side.MANUFACTURER,
        name="Warranty planning",
        organization_id=maker.pk,
        organization_name=maker.name,
        role="staff",
    )


def _draft(maker: Organization, content: PlanContent, at: datetime) -> PlanDraft:
    with acting_as(scope_of_organization(maker)):
        return draft_plan(content=content, by=_planner(maker), at=at)


def _published(maker: Organization, content: PlanContent, at: datetime) -> None:
    made = _draft(maker, content, at)
    with acting_as(scope_of_organization(maker)):
        engine.perform(made, "publish", by=_planner(maker), at=at, given={"note": ""}, version=None, key="")

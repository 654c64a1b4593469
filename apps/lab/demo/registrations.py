"""Cars of the demo that stand on no delivery list: one not proven yet, one whose papers wait, one that is contested."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from apps.organizations.scope import system_scope
from apps.vehicles.models import Registration, Vehicle
from apps.vehicles.papers import Paper
from apps.vehicles.services import contest, prove
from apps.vehicles.vin import YEAR_CODES, check_digit_of
from apps.warranty.services import register_vehicle

if TYPE_CHECKING:
    from .stories import Stage

DAY = timedelta(days=1)


def tell(stage: Stage, begin: str, picture: bytes) -> None:
    """``begin``: how VINs of the demo begin; ``picture``: what stands for a photographed paper."""
    _registered(stage, begin, 5)
    waiting = _registered(stage, begin, 6)
    stage.do(None, prove, registration=waiting, papers=[_paper(picture, "certificate")], at=stage.now - 3 * DAY)
    _contested(stage, picture)


def _registered(stage: Stage, begin: str, serial: int) -> Registration:
    delivered = (stage.now - 45 * DAY).date()
    body = f"{begin}{YEAR_CODES[(delivered.year - 1980) % len(YEAR_CODES)]}{serial:07d}"
    vehicle = stage.do(
        None, register_vehicle, owner_id=stage.people.owner.pk, vin_text=body[:8] + check_digit_of(body) + body[9:],
        delivered_on=delivered, odometer_km=35, country="KE", dealer_id=stage.people.dealer.pk,
        at=stage.now - (40 - serial) * DAY,
    )  # fmt: skip
    with system_scope("demo: a registration"):
        return Registration.objects.get(vehicle=vehicle)


def _contested(stage: Stage, picture: bytes) -> None:
    """The demo's owner says that a car which somebody else registered is theirs."""
    people = stage.people
    with system_scope("demo: somebody else's car"):
        others = Vehicle.objects.filter(dealer=people.dealer, owner__isnull=False, delivered_on__isnull=False)
        car = others.exclude(owner=people.owner).order_by("-created_at", "-id").first()
    if car is not None and car.delivered_on is not None:
        stage.do(
            None, contest, owner_id=people.owner.pk, vin_text=car.vin, delivered_on=car.delivered_on,
            odometer_km=20, papers=[_paper(picture, "invoice")], at=_after(car, stage.now - 4 * DAY),
        )  # fmt: skip


def _after(car: Vehicle, moment: datetime) -> datetime:
    return max(moment, car.created_at)


def _paper(picture: bytes, kind: str) -> Paper:
    return Paper(io.BytesIO(picture), f"{kind}.jpg", len(picture), kind)

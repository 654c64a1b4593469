"""Amina's request at Savanna Motors in Nairobi, and a time at which the workshop is open."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from apps.claims.models import Claim
from apps.organizations.models import ServicePoint
from apps.organizations.scope import acting_as, system_scope
from apps.workshop import services
from apps.workshop.models import Bay, Booking
from apps.workshop.services.bookings import Slot
from tests.cast import NOW, Cast
from tests.claims.conftest import File, car, file, media

__all__ = ["car", "file", "media"]

DAY = timedelta(days=1)
#: A Thursday at noon in Nairobi.
THURSDAY = NOW + DAY


@pytest.fixture
def claim(file: File) -> Claim:
    return file()


@pytest.fixture
def point(cast: Cast) -> ServicePoint:
    with system_scope("tests: a service point"):
        return cast.dealer_nairobi.service_points.get()


class Desk:
    """Calls services as the workshop in Nairobi; ``owner`` as Amina."""

    def __init__(self, cast: Cast, claim: Claim, point: ServicePoint) -> None:
        self.cast, self.claim, self.point = cast, claim, point

    def do(self, service: Any, *, who: Any = None, **given: Any) -> Any:
        who = who or self.cast.dealer_nairobi
        with acting_as(self.cast.scope(who)):
            return service(by=self.cast.actor(who), **given)

    def bay(self, name: str = "Lift 1") -> Bay:
        made: Bay = self.do(services.add_bay, service_point=self.point, name=name, kind="lift")
        return made

    def offer(self, starts_at: datetime = THURSDAY, *, claim: Claim | None = None, **given: Any) -> Booking:
        slot = Slot(starts_at, starts_at + timedelta(hours=1), self.point, given.pop("bay", None))
        made: Booking = self.do(services.offer, claim=claim or self.claim, slot=slot, at=NOW, **given)
        return made

    def hours(self, weekdays: list[int], shifts: list[list[str]], *, start: Any = None) -> int:
        made: int = self.do(
            services.set_hours,
            service_point=self.point,
            weekdays=weekdays,
            shifts=shifts,
            effective_from=start or NOW.date(),
            at=NOW,
        )
        return made


@pytest.fixture
def desk(cast: Cast, claim: Claim, point: ServicePoint) -> Desk:
    return Desk(cast, claim, point)

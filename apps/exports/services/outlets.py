"""What a maker's letters may promise: its own cars, and open service points of dealers that it appointed there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django_countries import countries

from apps.core.errors import Refused
from apps.organizations.models import Appointment, ServicePoint
from apps.organizations.scope import system_scope
from apps.vehicles.models import Vehicle
from apps.vehicles.services.exports import maker_codes
from apps.vehicles.vin_reading import read_vin

from ..names import folded
from .people import day_of_licences


@dataclass(frozen=True)
class Promise:
    """One car of a letter: where it goes, and who serves it there."""

    vin: str
    country: str
    point: ServicePoint


@dataclass(frozen=True)
class Outlets:
    """Looked up once a letter or file: whose codes are whose, the points of appointed dealers, which are open where."""

    manufacturer_id: int
    codes: dict[str, int]
    points: dict[int, ServicePoint]
    by_name: dict[str, list[ServicePoint]]
    open_here: frozenset[int]

    def car(self, text: str) -> str:
        """A VIN of the maker's own cars. Raises Refused (field ``vin``)."""
        reading = read_vin(text)
        for note in reading.errors:
            raise Refused(note.message, field="vin")
        if self.codes.get(reading.wmi) != self.manufacturer_id:
            raise Refused(
                _("%(vin)s: VINs that begin with %(wmi)s are not on record as yours, and a letter speaks for its "
                  "maker's own cars only.")
                % {"vin": reading.vin, "wmi": reading.wmi},
                field="vin",
                code="foreign_code",
            )  # fmt: skip
        return reading.vin

    def centre(self, text: str, country: str) -> ServicePoint:
        """The point of that number, or of that name in the destination. Raises Refused (field ``service_centre``)."""
        named = self._named(text)
        there = [point for point in named if str(point.country) == country]
        if named and not there:
            raise self._refused(
                _("“%(centre)s” is in %(place)s, and the car goes to %(country)s: name a service centre there."),
                text, country, place=countries.name(str(named[0].country)),
            )  # fmt: skip
        if len(there) > 1:
            raise self._refused(
                _("Several service centres in %(country)s are called “%(centre)s”: write its number, of %(known)s."),
                text, country, known=", ".join(str(point.pk) for point in there),
            )  # fmt: skip
        if not there:
            raise self._refused(
                _("No dealer that you appointed has a service centre “%(centre)s”: write its name or number exactly."),
                text, country,
            )  # fmt: skip
        if there[0].pk not in self.open_here:
            raise self._refused(
                _("“%(centre)s” is not open today, or its dealer is not appointed by you in %(country)s."),
                text, country,
            )  # fmt: skip
        return there[0]

    def _named(self, text: str) -> list[ServicePoint]:
        if text.isascii() and text.isdecimal():
            point = self.points.get(int(text)) if len(text) < 18 else None
            return [point] if point else []
        return self.by_name.get(folded(text), [])

    def _refused(self, message: Any, text: str, country: str, **more: Any) -> Refused:
        said = {"centre": text, "country": countries.name(country) or country, **more}
        return Refused(message % said, field="service_centre")


def outlets_of(manufacturer_id: int, *, at: datetime) -> Outlets:
    """What is on record for a maker on the day of ``at`` (4 queries)."""
    today = day_of_licences(at)
    with system_scope("service points that a letter may name"):
        given = Appointment.objects.filter(manufacturer_id=manufacturer_id)
        dealers = set(given.values_list("dealer_id", flat=True))
        standing = {(row.dealer_id, str(row.country)) for row in given.on(today)}
        points = list(ServicePoint.objects.filter(dealer_id__in=dealers).select_related("dealer").order_by("id"))
        codes = maker_codes()
    by_name: dict[str, list[ServicePoint]] = defaultdict(list)
    for point in points:
        by_name[folded(point.name)].append(point)
    return Outlets(
        manufacturer_id=manufacturer_id,
        codes=codes,
        points={point.pk: point for point in points},
        by_name=dict(by_name),
        open_here=frozenset(
            point.pk for point in points if (point.dealer_id, str(point.country)) in standing and point.serves_on(today)
        ),
    )


def open_points(manufacturer_id: int, *, at: datetime) -> Iterator[ServicePoint]:
    """Those that a letter may name today, to choose from."""
    found = outlets_of(manufacturer_id, at=at)
    yield from (point for point in found.points.values() if point.pk in found.open_here)


def models_of(vins: Iterable[str]) -> dict[str, str]:
    """What the maker's record calls each car, where it has one (1 query)."""
    with system_scope("models of the cars of a letter"):
        return dict(Vehicle.objects.filter(vin__in=list(vins)).values_list("vin", "model_name"))

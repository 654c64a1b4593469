"""Who serves a make for somebody who stands in a country: there, else elsewhere, else whom to ask. Never nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from apps.core.regions import region_of
from apps.core.today import today_in

from .models import Appointment, Jurisdiction
from .scope import public_scope
from .selectors import Found, find_dealers

#: So many dealers elsewhere are told: who reads it wants to telephone, not to browse.
_MOST_ELSEWHERE = 5


@dataclass(frozen=True)
class Elsewhere:
    """A dealer of the make in another country."""

    name: str
    phone: str
    country: str


@dataclass(frozen=True)
class Office:
    """An authority that watches the country."""

    name: str
    phone: str


@dataclass(frozen=True)
class Serving:
    """``here``: appointed for the make in the country; only without any are ``elsewhere`` and ``offices`` looked up."""

    country: str
    here: list[Found]
    elsewhere: list[Elsewhere]
    offices: list[Office]


def serving(*, manufacturer_id: int | None, country: str, at: datetime) -> Serving:
    """Who serves a make (None: its maker is not on this portal) for a country (2 to 4 queries, as the public)."""
    here = _here(manufacturer_id, country, at)
    if here:
        return Serving(country, here, [], [])
    with public_scope():
        return Serving(country, [], _elsewhere(manufacturer_id, country, at), _offices(country))


def offices_of(country: str) -> list[Office]:
    """The authorities on this portal that watch a country (1 query, as the public)."""
    with public_scope():
        return _offices(country)


def _offices(country: str) -> list[Office]:
    rows = Jurisdiction.objects.filter(country=country).order_by("regulator__name", "regulator_id")
    return [Office(*row) for row in rows.values_list("regulator__name", "regulator__phone")]


def _here(manufacturer_id: int | None, country: str, at: datetime) -> list[Found]:
    if manufacturer_id is None or not country:
        return []
    return find_dealers(country=country, on=today_in(country, at), manufacturer_id=manufacturer_id)


def _elsewhere(manufacturer_id: int | None, country: str, at: datetime) -> list[Elsewhere]:
    """Those of the same region first, then by country and name."""
    if manufacturer_id is None:
        return []
    rows = Appointment.objects.at(at).filter(manufacturer_id=manufacturer_id).exclude(country=country)
    found = {Elsewhere(*row) for row in rows.values_list("dealer__name", "dealer__phone", "country")}
    near = region_of(country)
    ordered = sorted(found, key=lambda row: (region_of(row.country) != near, row.country, row.name))
    return ordered[:_MOST_ELSEWHERE]

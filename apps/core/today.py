"""Which calendar day it is: one moment shows two or three dates around the world, and each rule means one of them.

- What holds or is promised in a place begins and ends with the place's days: ``today_in``.
- A day that a person writes down ("when did it happen?") is the writer's: ``today_of_reader``.
- Figures, tallies and judgements count days of UTC: ``day_of_figures``.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime
from functools import lru_cache
from importlib import resources
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils import timezone

#: Where a date begins first: what is later than today there is later than today everywhere.
_EARLIEST: Final = ZoneInfo("Pacific/Kiritimati")

MAIN_ZONES: Final[dict[str, str]] = {
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "BV": "Europe/Oslo",  # uninhabited, not in zone.tab; Norway's time
    "CA": "America/Toronto",
    "FM": "Pacific/Pohnpei",
    "HM": "Indian/Kerguelen",  # uninhabited, not in zone.tab; nearest station
    "PS": "Asia/Hebron",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
    "UZ": "Asia/Tashkent",
}
"""Zone of the capital or the largest market, where the first row of the tz database's zone.tab is another."""


def today_in(country: str, at: datetime) -> date:
    """The date in a country's main zone; without a country or for an unknown one: the latest that it is anywhere."""
    zones = zones_of(country)
    return at.astimezone(ZoneInfo(zones[0]) if zones else _EARLIEST).date()


def today_of_reader(at: datetime) -> date:
    """The date of a moment in the zone of whoever reads and writes this page."""
    return timezone.localtime(at).date()


def day_of_figures(at: datetime) -> date:
    """The date (UTC) that figures count a moment on, the same for everybody."""
    return at.astimezone(UTC).date()


def zone_named(name: str) -> ZoneInfo:
    """A zone by the name that a person chose; UTC for one that is no longer known."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def countries_by_date(at: datetime) -> dict[date, list[str]]:
    """The two or three dates that it is now, each with the countries that show it."""
    found: dict[date, list[str]] = defaultdict(list)
    for country in listed_countries():
        found[today_in(country, at)].append(country)
    return dict(found)


@lru_cache(maxsize=512)
def zones_of(country: str) -> tuple[str, ...]:
    """All zones of a country (ISO 3166-1 alpha-2), its main zone first; none for a country that is not known."""
    listed = _zone_table().get(country, ())
    main = MAIN_ZONES.get(country)
    return (main, *(zone for zone in listed if zone != main)) if main else listed


@lru_cache(maxsize=1)
def listed_countries() -> tuple[str, ...]:
    """All country codes that have a zone, in order."""
    return tuple(sorted({*_zone_table(), *MAIN_ZONES}))


@lru_cache(maxsize=1)
def _zone_table() -> dict[str, tuple[str, ...]]:
    """Country → its zones in the order of the tz database's zone.tab (most populous first, mostly)."""
    text = resources.files("tzdata").joinpath("zoneinfo/zone.tab").read_text(encoding="utf-8")
    table: dict[str, list[str]] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            country, _place, zone = line.split("\t")[:3]
            table.setdefault(country, []).append(zone)
    return {country: tuple(zones) for country, zones in table.items()}

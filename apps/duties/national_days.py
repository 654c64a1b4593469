"""Public holidays, make-up working days and days on which offices close early, by country and year. No database.

They come from the ``holidays`` library. What a year held when it began is kept as a row (pinning.py), so that a new
release of the library changes no year that anybody was judged by.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache
from importlib import metadata
from typing import Final

import holidays as holidays_library

from apps.duties import calendar_facts as facts

Shift = tuple[time, time]
Week = tuple[tuple[Shift, ...], ...]

LIBRARY: Final = f"holidays {metadata.version('holidays')}"


@dataclass(frozen=True)
class NationalYear:
    """Holidays, make-up working days, and (date, closing time) of days that end early, of one year.

    ``week``: the ordinary week, where it was written down with them.
    """

    year: int
    off: frozenset[date] = frozenset()
    on: frozenset[date] = frozenset()
    early: frozenset[tuple[date, time]] = frozenset()
    week: Week | None = None


@lru_cache(maxsize=8192)
def national_year(country: str, year: int) -> NationalYear:
    """What the library says of the year; nothing for years that it does not know."""
    # A fresh object each time: the library's objects fill themselves, which two threads must not share.
    book = holidays_library.country_holidays(country)
    if not book.start_year <= year <= book.end_year:
        return NationalYear(year)  # asking would only warn
    book = holidays_library.country_holidays(country, years=[year], expand=False)
    return NationalYear(
        year,
        frozenset(day for day in book if day.year == year),
        frozenset(day for day in book.weekend_workdays if day.year == year),
        _early(country, year),
    )


def names_of(country: str, year: int) -> dict[date, str]:
    """What each holiday and each day that ends early is called, in English where the library knows it."""
    book = holidays_library.country_holidays(country)
    if not book.start_year <= year <= book.end_year:
        return {}
    kinds = ("public", "half_day") if country in facts.CLOSES_EARLY else ("public",)
    language = "en_US" if "en_US" in book.supported_languages else None
    found = holidays_library.country_holidays(country, years=[year], expand=False, categories=kinds, language=language)
    return {day: name for day, name in found.items() if day.year == year}


def _early(country: str, year: int) -> frozenset[tuple[date, time]]:
    if country not in facts.CLOSES_EARLY:
        return frozenset()
    closes, _source = facts.CLOSES_EARLY[country]
    book = holidays_library.country_holidays(country, years=[year], expand=False, categories=("half_day",))
    return frozenset((day, closes) for day in book if day.year == year)

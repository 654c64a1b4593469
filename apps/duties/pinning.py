"""Write down what a country's year holds, so that a new release of the holidays library changes no year in use.

Its ordinary week is written down too: the libraries may change their mind on weekends as well. Within a year it
changes by a published change only, which has its day.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache

from django.db.models import Min

from apps.organizations.scope import system_scope

from .calendars import default_calendar, read_week, write_week
from .models import Clock, HolidayYear, Shifts
from .national_days import LIBRARY, NationalYear, Week, names_of, national_year

#: The year begins a day early somewhere: it is written down before anybody lives in it.
_AHEAD = timedelta(days=1)


def pin_year(country: str, year: int, *, at: datetime) -> None:
    """Write down the country's year as the library says it now, unless that was done before.

    Runs behind the door of clocks, or in the system's scope.
    """
    if HolidayYear.objects.filter(country=country, year=year).exists():
        return
    known, names = national_year(country, year), names_of(country, year)
    days = {
        "week": write_week(ordinary_week(country)[0]),
        "off": {day.isoformat(): names.get(day, "") for day in sorted(known.off)},
        "on": [day.isoformat() for day in sorted(known.on)],
        "early": {day.isoformat(): closes.isoformat("minutes") for day, closes in sorted(known.early)},
    }
    row = HolidayYear(country=country, year=year, days=days, library=LIBRARY, pinned_at=at)
    # Somebody else may write the same year at this moment: then theirs is the one.
    HolidayYear.objects.bulk_create([row], ignore_conflicts=True)


def ordinary_week(country: str) -> tuple[Week, str]:
    """The ordinary week of a country as it is known today, and whose word that is (1 query)."""
    own = Shifts.objects.filter(country=country).first()
    default = default_calendar(country)
    return (read_week(own.week), own.source) if own else (default.shifts, default.source)


def pin_years(*, at: datetime) -> int:
    """Write down every year up to that of tomorrow of countries that have clocks, or a year written down.

    Returns how many countries these are.
    """
    with system_scope("write down the holidays of years in use"):
        clocks = Clock.objects.order_by().values_list("country").annotate(Min("started_at"))
        known = set(HolidayYear.objects.values_list("country", "year"))
        firsts = dict(sorted(known, reverse=True))
        firsts.update({country: (first - _AHEAD).year for country, first in clocks})
        for country, first in firsts.items():
            for year in range(first, (at + _AHEAD).year + 1):
                if (country, year) not in known:
                    pin_year(country, year, at=at)
    return len(firsts)


def pinned_years(country: str) -> tuple[NationalYear, ...]:
    """The country's years that were written down (1 query; rows never change, so each is read once)."""
    found = HolidayYear.objects.filter(country=country).order_by("year").values_list("pk", "pinned_at")
    return tuple(_read(pk, pinned_at) for pk, pinned_at in found)


@lru_cache(maxsize=4096)
def _read(pk: int, _pinned_at: datetime) -> NationalYear:
    row = HolidayYear.objects.get(pk=pk)
    return NationalYear(
        row.year,
        frozenset(date.fromisoformat(day) for day in row.days["off"]),
        frozenset(date.fromisoformat(day) for day in row.days["on"]),
        frozenset((date.fromisoformat(day), time.fromisoformat(closes)) for day, closes in row.days["early"].items()),
        # Years that were written down before weeks were have none.
        read_week(row.days["week"]) if "week" in row.days else None,
    )

"""Conditions on days that begin and end with the days of a place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import reduce
from operator import or_

from django.db.models import Q

from apps.core.today import countries_by_date


def by_place(rule: Callable[[date], Q], *, at: datetime, country: str = "country") -> Q:
    """Rows that ``rule`` takes on the day that it is at a moment in their ``country`` (the name of the column).

    That is ``today_in`` for as many rows as there are; a row of no known country is not among them.
    """
    dates = countries_by_date(at).items()
    return reduce(or_, (rule(day) & Q(**{f"{country}__in": countries}) for day, countries in dates))

"""How many findings there are, by exporter, maker, destination or month, and how far each has come."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.core.wording import country_label

from .models import Finding

#: Lines of a table; those with the most findings come first, months by time.
MOST = 200


@dataclass(frozen=True)
class Group:
    """One line: what it is called, the filters that list its findings, and how many there are in each state.

    ``late``: how many of all were not answered in time.
    """

    name: Any
    narrowed: Mapping[str, str]
    counts: Mapping[str, int]
    total: int
    late: int


@dataclass(frozen=True)
class Way:
    """A way to count: ``key`` groups, ``name`` is what a group is called in the database (None: as ``key``).

    ``called`` says that to people, ``narrowed`` are the filters that list a group.
    """

    key: Any
    narrowed: Callable[[Any], dict[str, str]]
    called: Callable[[Any], Any] = lambda name: name
    name: Any = None
    order: str = "-total"


def _of_month(month: datetime) -> dict[str, str]:
    last = calendar.monthrange(month.year, month.month)[1]
    return {"found_from": f"{month:%Y-%m}-01", "found_to": f"{month:%Y-%m}-{last}"}


WAYS: dict[str, Way] = {
    "exporter": Way(F("exporter_id"), lambda name: {"exporter": name}),
    "manufacturer": Way(
        F("manufacturer__slug"),
        lambda slug: {"manufacturer": slug} if slug else {},
        lambda name: name or _("No manufacturer of this portal"),
        Max("manufacturer__name"),
    ),
    "country": Way(F("country"), lambda code: {"country": code}, country_label),
    "month": Way(
        TruncMonth("found_at"), _of_month, lambda month: date_format(month, "YEAR_MONTH_FORMAT"), order="-group"
    ),
}


def counted(rows: QuerySet[Finding], by: str) -> list[Group]:
    """The findings of ``rows`` (as selectors give them) counted by one of WAYS, each in its state of now (1 query).

    Months are those of the reader's zone.
    """
    way = WAYS[by]
    states = {f"is_{status}": Count("pk", filter=Q(status=status)) for status in Finding.Status.values}
    sums = {"total": Count("pk"), "many_late": Count("pk", filter=Q(late=True)), **states}
    grouped = rows.order_by().annotate(group=way.key).values("group").annotate(**sums)
    lines: Any = grouped.annotate(called=way.name or F("group")).order_by(way.order, "group")[:MOST]
    return [
        Group(
            name=way.called(row["called"]),
            narrowed=way.narrowed(row["group"]),
            counts={status: row[f"is_{status}"] for status in Finding.Status.values},
            total=row["total"],
            late=row["many_late"],
        )
        for row in lines
    ]

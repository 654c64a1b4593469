"""Days out of service: calendar dates on which a vehicle could not be used because of a warranty defect.

Any part of a day counts as one day, overlapping visits count once (the union of intervals), and a visit that has
not ended counts up to the day looked at. Russia's limit is 30 days in a warranty year, China's 30 in the whole
period (DOMAIN.md 2–4); the limit is always an argument: it is a row of policy or law.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

Visit = tuple[date, date | None]
Vehicle = TypeVar("Vehicle", bound=Hashable)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WarrantyYear:
    """One warranty year of a vehicle (``begins`` to ``ends``, both inclusive) and its days out of service."""

    number: int
    begins: date
    ends: date
    days_out: int


def days_out_of_service(visits: Iterable[Visit], *, since: date, until: date) -> int:
    """Return how many dates from ``since`` to ``until`` (both inclusive) fall into any visit.

    A visit is (first date, last date); ``None`` as last date: not ended, counts to ``until``.
    Raises ValueError for a visit that ends before it begins.
    """
    total, covered_to = 0, since - ONE_DAY
    for begins, ends in sorted(_clipped(visits, until)):
        first, last = max(begins, covered_to + ONE_DAY), min(ends, until)
        if last >= first:
            total += (last - first).days + 1
            covered_to = last
    return total


def days_by_warranty_year(visits: Sequence[Visit], *, warranty_start: date, until: date) -> list[WarrantyYear]:
    """Return each warranty year begun by ``until`` with its days out of service; years turn on the anniversary."""
    years: list[WarrantyYear] = []
    begins, number = warranty_start, 1
    while begins <= until:
        ends = _anniversary(warranty_start, number) - ONE_DAY
        days = days_out_of_service(visits, since=begins, until=min(ends, until))
        years.append(WarrantyYear(number=number, begins=begins, ends=ends, days_out=days))
        begins, number = ends + ONE_DAY, number + 1
    return years


def vehicles_beyond_limit(
    visits_of: Mapping[Vehicle, Sequence[Visit]], *, limit_days: int, since: date, until: date
) -> list[tuple[Vehicle, int]]:
    """Return vehicles with more than ``limit_days`` days out of service in the period, longest first."""
    counted = ((v, days_out_of_service(visits, since=since, until=until)) for v, visits in visits_of.items())
    beyond = [(vehicle, days) for vehicle, days in counted if days > limit_days]
    return sorted(beyond, key=lambda pair: (-pair[1], str(pair[0])))


def _clipped(visits: Iterable[Visit], until: date) -> Iterable[tuple[date, date]]:
    for begins, ends in visits:
        if ends is not None and ends < begins:
            raise ValueError(f"a visit cannot end ({ends}) before it begins ({begins})")
        if begins <= until:
            yield begins, until if ends is None else ends


def _anniversary(start: date, years: int) -> date:
    try:
        return start.replace(year=start.year + years)
    except ValueError:  # 29 February
        return date(start.year + years, 3, 1)

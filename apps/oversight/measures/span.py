"""Which cases a measure looks at: a manufacturer's, of a period, narrowed as the desk is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet

from apps.claims.models import Claim
from apps.parts.models import OrderLine

from ..filters import Selection

#: Measures of repairs look back at least this far: a shorter period would not show the long waits.
LEAST_DAYS = 365


@dataclass(frozen=True)
class Span:
    """Days from ``since`` to ``until`` (both inclusive, UTC); empty values stand for everything."""

    since: date
    until: date
    manufacturer_id: int
    country: str = ""
    powertrain: str = ""

    @property
    def start(self) -> datetime:
        return datetime.combine(self.since, time(), UTC)

    @property
    def end(self) -> datetime:
        """The moment after the last day."""
        return datetime.combine(self.until + timedelta(days=1), time(), UTC)

    def narrowed(self) -> dict[str, Any]:
        """Country and powertrain as arguments of a filter, as far as they are chosen."""
        return {name: value for name in ("country", "powertrain") if (value := getattr(self, name))}

    def claims(self) -> QuerySet[Claim]:
        """The manufacturer's claims within warranty that were filed in the span (index claim_cell_filed)."""
        return self.all_claims().filter(manufacturer_id=self.manufacturer_id)

    def all_claims(self) -> QuerySet[Claim]:
        """The same of every manufacturer in sight."""
        return Claim.objects.filter(
            in_warranty=True, filed_at__gte=self.start, filed_at__lt=self.end, **self.narrowed()
        ).order_by()

    def lines(self, rows: QuerySet[OrderLine]) -> QuerySet[OrderLine]:
        """Of some order lines, the manufacturer's, narrowed as the span is."""
        rows = rows.filter(manufacturer_id=self.manufacturer_id)
        if self.country:
            rows = rows.filter(country=self.country)
        return rows.filter(order__powertrain=self.powertrain) if self.powertrain else rows


def span_of(selection: Selection, manufacturer_id: int) -> Span:
    """The selection's period, drawn out to a year where it is shorter."""
    days = max(LEAST_DAYS, selection.days)
    return Span(
        since=selection.last - timedelta(days=days - 1),
        until=selection.last,
        manufacturer_id=manufacturer_id,
        country=selection.country,
        powertrain=selection.powertrain,
    )

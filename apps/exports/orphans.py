"""Reads of cars that nobody on record exported: reports, clusters of them, and the counts that makers are told."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, QuerySet
from django.db.models.functions import TruncMonth

from apps.core.today import day_of_figures
from apps.organizations.scope import system_scope
from apps.vehicles.models import MakerCode, Vehicle

from .models import DisclosureRule, ExportRecord, OrphanReport

NEWEST = ("-reported_at", "-id")
#: The code of the rule that says from how many cars on a maker is told a count.
CELLS = "orphan_cells"
#: So many clusters a page shows, the largest first.
MOST_CLUSTERS = 200


def on_record(vins: Collection[str]) -> set[str]:
    """Those of some cars that a maker or an exporter on record exported; for the system's scope (2 queries)."""
    declared = ExportRecord.objects.filter(vin__in=vins).values_list("vin", flat=True)
    recorded = Vehicle.objects.filter(vin__in=vins, exported_on__isnull=False).values_list("vin", flat=True)
    return {*declared, *recorded}


def reports() -> QuerySet[OrphanReport]:
    """The reports in scope, newest first (1 query a page; indexes orphan_*newest)."""
    return OrphanReport.objects.order_by(*NEWEST)


def answered_by_now() -> QuerySet[OrphanReport]:
    """Reports without an answer for whose car there is a record of export now; for the system's scope."""
    declared = ExportRecord.objects.filter(vin=OuterRef("vin"))
    recorded = Vehicle.objects.filter(vin=OuterRef("vin"), exported_on__isnull=False)
    return OrphanReport.objects.filter(Exists(declared) | Exists(recorded), answered_at=None)


def beside(report: OrphanReport) -> QuerySet[OrphanReport]:
    """Other reports of the same car that the reader sees (1 query)."""
    return reports().filter(vin=report.vin).exclude(pk=report.pk)


@dataclass(frozen=True)
class Cluster:
    """Reports that share what the list was asked to group by; what it was not asked for is empty or None."""

    seller: str
    seller_folded: str | None
    maker_code: str
    country: str
    month: date | None
    cars: int
    reports: int
    people: int
    first: datetime
    last: datetime

    def asked(self) -> dict[str, str]:
        """What the list of its reports is narrowed by, as its filters name it."""
        asked = {"seller": self.seller_folded, "maker_code": self.maker_code, "country": self.country}
        if self.seller_folded == "":
            asked["named"] = "false"
        if self.month is not None:
            last = monthrange(self.month.year, self.month.month)[1]
            asked |= {"reported_from": f"{self.month}", "reported_to": f"{self.month.replace(day=last)}"}
        return {name: value for name, value in asked.items() if value}


#: What clusters are formed by: the name in the address, and the column.
GROUPS = {"seller": "seller_folded", "maker": "maker_code", "country": "country", "month": "month"}


def clusters(rows: QuerySet[OrphanReport], by: Sequence[str]) -> list[Cluster]:
    """The reports of ``rows`` grouped by some of ``GROUPS``, most cars first, then by name (1 query).

    ``cars`` counts a car once however often it was reported; ``people`` counts reports of signed-in persons once a
    person. Months are those of UTC, as all figures are.
    """
    return [_cluster(row) for row in _grouped(rows, by)[:MOST_CLUSTERS]]


def _grouped(rows: Any, by: Sequence[str]) -> Any:
    """Rows of figures, most cars first."""
    columns = [GROUPS[name] for name in by]
    if "month" in columns:
        rows = rows.annotate(month=TruncMonth("reported_at", tzinfo=UTC))
    figures = {
        "cars": Count("vin", distinct=True),
        "reports": Count("pk"),
        "people": Count("owner", distinct=True),
        "first": Min("reported_at"),
        "last": Max("reported_at"),
        "named": Min("seller"),
    }
    return rows.order_by().values(*columns).annotate(**figures).order_by("-cars", *columns)


def _cluster(row: dict[str, Any]) -> Cluster:
    month = row.get("month")
    return Cluster(
        seller=row["named"] if "seller_folded" in row else "",
        seller_folded=row.get("seller_folded"),
        maker_code=row.get("maker_code", ""),
        country=str(row.get("country", "")),
        month=month.date() if month else None,
        **{name: row[name] for name in ("cars", "reports", "people", "first", "last")},
    )


@dataclass(frozen=True)
class Cell:
    """How many cars of a maker's codes were reported in a country in a month; None: fewer than are told."""

    country: str
    month: date
    cars: int | None


def least_told() -> int:
    """From how many cars on a count is told to makers (1 query)."""
    return DisclosureRule.objects.values_list("least", flat=True).get(pk=CELLS)


def counts_of(manufacturer_id: int, *, at: datetime) -> list[Cell]:
    """What a maker is told of reports on its cars: counts by country and month of months that are over (3 queries).

    Makers read no report, so the system counts and only counts leave. A month's count never changes once it is over,
    answered reports included: two looks cannot be subtracted from one another. No sums are told, for the same reason.
    """
    least = least_told()
    today = day_of_figures(at)
    begin = datetime(today.year, today.month, 1, tzinfo=UTC)
    with system_scope("counts of reports on a maker's cars"):
        codes = list(MakerCode.objects.filter(manufacturer_id=manufacturer_id).values_list("code", flat=True))
        rows = OrphanReport.objects.filter(maker_code__in=codes, reported_at__lt=begin)
        found = [_cluster(row) for row in _grouped(rows, ("month", "country"))]
    cells = [Cell(row.country, row.month, row.cars if row.cars >= least else None) for row in found if row.month]
    return sorted(cells, key=lambda cell: (-cell.month.toordinal(), cell.country))

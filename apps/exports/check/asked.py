"""What is on record of the one car that somebody names, as far as anybody may know it.

Read as the public (``public_scope``): the walls show this car alone, and of it neither owner nor claims.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef

from apps.vehicles.models import Vehicle
from apps.vehicles.services.exports import maker_codes
from apps.vehicles.vin_reading import Reading

from ..models import ExportRecord, Licence


@dataclass(frozen=True)
class Recorded:
    """What its maker recorded of the car."""

    manufacturer_id: int | None
    maker: str
    model: str
    year: int | None
    exported_on: date
    country: str


@dataclass(frozen=True)
class Export:
    """One export that was declared; ``licensed``: the licence that it names was the exporter's and held that day."""

    exporter: str
    kind: str
    condition: str
    exported_on: date
    country: str
    licensed: bool


@dataclass(frozen=True)
class Asked:
    """A car that somebody asks about. ``manufacturer_id`` is its maker on this portal, by record or by code."""

    reading: Reading
    at: datetime
    recorded: Recorded | None
    exports: tuple[Export, ...]
    manufacturer_id: int | None

    @property
    def on_record(self) -> bool:
        """Whether a maker or an exporter on record says that it exported the car."""
        return self.recorded is not None or bool(self.exports)

    @property
    def country(self) -> str:
        """Where it was exported to, by the last word; empty: not on record."""
        told = [(export.exported_on, export.country) for export in self.exports]
        if self.recorded:
            told.append((self.recorded.exported_on, self.recorded.country))
        return max(told)[1] if told else ""

    @property
    def left_on(self) -> date | None:
        """When it left for there."""
        days = [export.exported_on for export in self.exports]
        return max([*days, *([self.recorded.exported_on] if self.recorded else [])], default=None)


def ask(reading: Reading, *, at: datetime) -> Asked:
    """Read what is on record of a car, inside ``public_scope`` of its VIN (3 queries)."""
    columns = ("manufacturer_id", "maker_name", "model_name", "model_year", "exported_on", "country")
    row = Vehicle.objects.order_by("id").filter(vin=reading.vin).values_list(*columns).first()
    recorded = Recorded(*row) if row else None  # the wall shows only cars that their makers recorded
    by_code = maker_codes().get(reading.wmi)
    return Asked(
        reading=reading,
        at=at,
        recorded=recorded,
        exports=tuple(_exports(reading.vin)),
        manufacturer_id=recorded.manufacturer_id if recorded and recorded.manufacturer_id else by_code,
    )


def _exports(vin: str) -> list[Export]:
    held = Licence.objects.holding_on(OuterRef("exported_on")).filter(
        licence_number=OuterRef("licence_number"), exporter__name=OuterRef("exporter_id")
    )
    rows = ExportRecord.objects.current().filter(vin=vin).annotate(licensed=Exists(held))
    columns = ("exporter_id", "exporter__kind", "condition", "exported_on", "country", "licensed")
    return [Export(*row) for row in rows.order_by("exported_on", "id").values_list(*columns)]

"""Exported vehicles from a manufacturer's file: what the rows must hold, how they compare, and how they are written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.casework.imports import Importer
from apps.casework.imports.importer import execute, refuse_row
from apps.casework.jobs import Run
from apps.core.errors import Conflict
from apps.core.tables.sheet import Row
from apps.organizations.models import Organization
from apps.organizations.requests import organization_of
from apps.organizations.scope import Actor, Side
from apps.organizations.selectors import today_at

from ..columns import EXPORT_COLUMNS
from ..export_rules import COMPARED, ExportFacts, problems_of
from ..models import Vehicle
from ..vin_reading import read_vin
from .exports import gains, maker_codes, settle

_FACTS = ", ".join(column.name for column in EXPORT_COLUMNS)
_BATCH = 1_000


@dataclass(frozen=True)
class _Context:
    today: date
    codes: dict[str, int]
    manufacturer_id: int


class ExportImporter(Importer):
    """The manufacturer's records of exported vehicles; each good row as :func:`register_export` would take it."""

    name = "vehicles.exports"
    label = gettext_lazy("Import of exported vehicles")
    label_new = gettext_lazy("Added")
    label_changed = gettext_lazy("Completed")
    sides = (Side.MANUFACTURER,)
    columns = EXPORT_COLUMNS
    key = "vin"
    typed = (
        "vin text, country text, model_name text, model_year smallint, powertrain text, built_on date, exported_on date"
    )
    model = Vehicle
    # What an owner had registered and the file completed hangs on claims and warranties by then.
    may_undo_changes = False

    def begin(self, by: Actor, run: Run) -> _Context:
        return _Context(today_at(organization_of(by), run.now()), maker_codes(), organization_of(by))

    def check(self, row: Row, context: _Context) -> None:
        reading = read_vin(row.record["vin"])
        for problem in problems_of(ExportFacts(**row.record), reading, today=context.today):
            row.refuse(problem.field, problem.message)
        if context.codes.get(reading.wmi, context.manufacturer_id) != context.manufacturer_id:
            row.refuse("vin", _("VINs that begin with %(wmi)s belong to another manufacturer.") % {"wmi": reading.wmi})
        for note in reading.warnings:
            if note.strong:
                row.warn("vin", note.message)

    def compare(self, by: Actor, run: Run) -> None:
        maker = organization_of(by)
        staged = ", ".join(f"s.{name}" for name in COMPARED)
        stored = ", ".join(f"v.{name}" for name in COMPARED)
        execute(
            "UPDATE import_stage s SET outcome = 'same', target_id = v.id FROM vehicles_vehicle v "
            f"WHERE s.outcome = '' AND v.vin = s.vin AND v.manufacturer_id = %s "
            f"AND ({staged}) IS NOT DISTINCT FROM ({stored})",
            [maker],
        )
        for line, vehicle, facts in _known(""):
            try:
                outcome = "changed" if gains(vehicle, facts, maker) else "same"
            except Conflict as conflict:
                refuse_row(line, conflict.field, conflict.message)
            else:
                execute(
                    "UPDATE import_stage SET outcome = %s, target_id = %s WHERE line = %s", [outcome, vehicle.pk, line]
                )
        execute("UPDATE import_stage SET outcome = 'new' WHERE outcome = ''", [])

    def write(self, by: Actor, run: Run) -> None:
        maker, at = organization_of(by), run.now()
        for line, vehicle, facts in _known("changed"):
            locked = Vehicle.objects.select_for_update().get(pk=vehicle.pk)
            try:
                settle(locked, facts, maker, by=by, at=at)
            except Conflict as conflict:
                refuse_row(line, conflict.field, conflict.message)
        maker_name = Organization.objects.values_list("name", flat=True).get(pk=maker)
        execute(
            f"""
            WITH written AS (
                INSERT INTO vehicles_vehicle ({_FACTS}, manufacturer_id, maker_name, odometer_km, created_at)
                SELECT {_FACTS}, %s, %s, 0, %s FROM import_stage WHERE outcome = 'new' ORDER BY line
                ON CONFLICT (vin) DO NOTHING
                RETURNING id, vin
            )
            UPDATE import_stage s SET target_id = written.id FROM written
            WHERE s.outcome = 'new' AND s.vin = written.vin
            """,
            [maker, maker_name, at],
        )
        for line in _overtaken():
            refuse_row(line, "vin", _("It was recorded by somebody else this very moment: send it again."))


def _overtaken() -> list[int]:
    """Lines whose VIN came this very moment from elsewhere."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT line FROM import_stage WHERE outcome = 'new' AND target_id IS NULL ORDER BY line")
        return [line for (line,) in cursor.fetchall()]


def _known(outcome: str) -> list[tuple[int, Vehicle, ExportFacts]]:
    """Rows with that outcome whose VIN is on record, in the order of their lines."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT s.line, v.id, {', '.join(f's.{column.name}' for column in EXPORT_COLUMNS)} "
            "FROM import_stage s JOIN vehicles_vehicle v ON v.vin = s.vin WHERE s.outcome = %s ORDER BY s.line",
            [outcome],
        )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    found = []
    for start in range(0, len(rows), _BATCH):
        bite = rows[start : start + _BATCH]
        vehicles = Vehicle.objects.in_bulk([pk for _line, pk, *_values in bite])
        found += [(line, vehicles[pk], ExportFacts(*values)) for line, pk, *values in bite]
    return found


EXPORTS = ExportImporter()

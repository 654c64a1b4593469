"""Manifests: export records from a file, each good line as :func:`record_export` or a correction would take it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.casework.actors import record_of
from apps.casework.imports import Importer
from apps.casework.imports.importer import execute, refuse_row
from apps.casework.jobs import Run
from apps.core.errors import Refused
from apps.core.tables.sheet import Row
from apps.organizations.scope import Actor, Side
from apps.vehicles.vin_reading import read_vin

from ..columns import MANIFEST_COLUMNS
from ..declared import FACTS, KEY, Declared, needs_ground, problems_of
from ..models import ExportRecord
from .acting import Senders, senders_of
from .findings import look_later
from .people import day_of_licences
from .records import foreign_code

_TABLE = ExportRecord._meta.db_table
_FACTS = ", ".join(FACTS)
_SAME_EXPORT = " AND ".join(f"r.{name} = s.{name}" for name in KEY)
_CURRENT = f"NOT EXISTS (SELECT FROM {_TABLE} later WHERE later.supersedes_id = r.id)"


@dataclass(frozen=True)
class _Context:
    today: date
    senders: Senders


class ManifestImporter(Importer):
    """A line that repeats one on record changes nothing; with a reason it takes the place of one, without it is new."""

    name = "exports.manifest"
    label = gettext_lazy("Import of a manifest")
    label_new = gettext_lazy("Added")
    sides = (Side.MANUFACTURER, Side.AUTHORITY)
    columns = MANIFEST_COLUMNS
    key = "vin"
    typed = (
        "vin text, model_name text, exporter text, licence_number text, condition text, first_registered_on date, "
        "transferred_on date, applied_on date, odometer_km integer, exported_on date, country text, importer text, "
        "legal_ground text, brand text, reason text, manufacturer_id bigint, supersedes_id bigint"
    )
    model = ExportRecord
    # Nothing is: a correction is a row more.
    may_undo_changes = False

    def begin(self, by: Actor, run: Run) -> _Context:
        return _Context(day_of_licences(run.now()), senders_of(by))

    def check(self, row: Row, context: _Context) -> None:
        declared = Declared(**{name: row.record[name] for name in FACTS})
        reading = read_vin(declared.vin)
        for note in reading.warnings:
            if note.strong:
                row.warn("vin", note.message)
        for problem in problems_of(declared, today=context.today):
            row.refuse(problem.field, problem.message)
        try:
            kind, maker = context.senders.acting(declared.exporter, licence_number=declared.licence_number)
        except Refused as refused:
            row.refuse(refused.field, refused.message)
            return
        foreign = needs_ground(reading.wmi, codes=context.senders.codes, manufacturer_id=maker, kind=kind)
        if foreign and not declared.legal_ground:
            row.refuse("vin", foreign_code(reading.wmi))
        row.record["manufacturer_id"] = maker

    def compare(self, by: Actor, run: Run) -> None:
        staged, stored = (", ".join(f"{side}.{name}" for name in FACTS) for side in ("s", "r"))
        execute(
            f"UPDATE import_stage s SET outcome = 'same', target_id = r.id FROM {_TABLE} r "
            f"WHERE s.outcome = '' AND {_SAME_EXPORT} AND ({staged}) IS NOT DISTINCT FROM ({stored})",
            [],
        )
        execute(
            f"UPDATE import_stage s SET outcome = 'new', supersedes_id = r.id, before = to_jsonb(r) FROM {_TABLE} r "
            f"WHERE s.outcome = '' AND s.reason <> '' AND {_SAME_EXPORT} AND {_CURRENT}",
            [],
        )
        refuse_where(
            "s.reason <> ''",
            "reason",
            _("Nothing is on record to be corrected: leave the reason of a correction empty."),
        )
        for name in FACTS:
            _refuse_other(name)
        refuse_where(
            f"EXISTS (SELECT FROM {_TABLE} r WHERE {_SAME_EXPORT})",
            "licence_number",
            _("It was on record under this licence and was corrected to another one: look at the record of this VIN."),
        )
        execute("UPDATE import_stage SET outcome = 'new' WHERE outcome = ''", [])

    def write(self, by: Actor, run: Run) -> None:
        execute(
            f"""
            WITH written AS (
                INSERT INTO {_TABLE} ({_FACTS}, reason, manufacturer_id, supersedes_id, recorded_at, actor_id)
                SELECT {_FACTS}, reason, manufacturer_id, supersedes_id, %s, %s
                FROM import_stage WHERE outcome = 'new' ORDER BY line
                ON CONFLICT DO NOTHING
                RETURNING id, vin
            )
            UPDATE import_stage s SET target_id = written.id FROM written
            WHERE s.outcome = 'new' AND s.vin = written.vin
            """,
            [run.now(), record_of(by).pk],
        )
        for line in overtaken():
            refuse_row(line, "vin", _("It was recorded by somebody else this very moment: send it again."))
        look_later(written(), at=run.now())


def refuse_where(condition: str, column: str, message: str) -> None:
    """Refuse the lines without an outcome for which ``condition`` (over ``s``) holds."""
    execute(
        "UPDATE import_stage s SET outcome = 'refused', "
        "problems = jsonb_build_array(jsonb_build_array(%s::text, %s::text)) "
        f"WHERE s.outcome = '' AND {condition}",
        [column, message],
    )


def _refuse_other(name: str) -> None:
    """Refuse lines without a reason whose export is on record with another ``name``."""
    text = _("It is on record under this licence as “%(stored)s”: give the reason of the correction, or mend the line.")
    execute(
        "UPDATE import_stage s SET outcome = 'refused', problems = jsonb_build_array(jsonb_build_array(%s::text, "
        f"replace(%s::text, '{{stored}}', coalesce(r.{name}::text, '–')))) FROM {_TABLE} r "
        f"WHERE s.outcome = '' AND {_SAME_EXPORT} AND {_CURRENT} AND s.{name} IS DISTINCT FROM r.{name}",
        [name, text % {"stored": "{stored}"}],
    )


def overtaken() -> list[int]:
    """Lines whose record came this very moment from elsewhere."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT line FROM import_stage WHERE outcome = 'new' AND target_id IS NULL ORDER BY line")
        return [line for (line,) in cursor.fetchall()]


def written() -> list[str]:
    """The cars that the file told something new about."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT vin FROM import_stage WHERE outcome = 'new' ORDER BY vin")
        return [vin for (vin,) in cursor.fetchall()]


MANIFEST = ManifestImporter()

"""Exported vehicles from a manufacturer's file: streamed, judged line by line, and kept in one transaction.

COPY cannot write into a table behind walls, so the good lines go to a temporary stage and from there into the table.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import translation
from django.utils.translation import gettext as _

from apps.core.errors import Conflict, Refused
from apps.notifications.outbox import emit
from apps.organizations.models import Organization
from apps.organizations.scope import Actor, Side, system_scope

from ..export_rules import COMPARED, ExportFacts
from ..import_rows import COLUMNS, Line, read_lines
from ..models import ExportImport, Vehicle
from ..policies import READ_OF_IMPORT
from ..wording import local_day
from .exports import maker_codes, settle

#: Files of up to so many bytes are read at once while the person waits (about 20,000 lines); others by a worker.
READ_AT_ONCE = 2_000_000
#: Larger files are sent in pieces.
LARGEST_FILE = 50 * 1024 * 1024

_STAGE = """
CREATE TEMPORARY TABLE export_stage (
    line integer, vin text, country text, model_name text, model_year smallint, powertrain text,
    built_on date, exported_on date
) ON COMMIT DROP
"""
_FACTS = ", ".join(COLUMNS)


@dataclass
class Outcome:
    """What came of a file; ``report`` is CSV: line, VIN, level, column, message."""

    total: int = 0
    created: int = 0
    unchanged: int = 0
    refused: int = 0
    warned: int = 0
    report: io.StringIO = field(default_factory=io.StringIO)

    def __post_init__(self) -> None:
        self._writer = csv.writer(self.report)
        self._writer.writerow([_("line"), "vin", _("level"), _("column"), _("message")])

    def tell(self, line: int, vin: str, level: str, column: str, message: Any) -> None:
        # A cell that begins with = + - @ would run as a formula in a spreadsheet.
        safe = f"'{vin}" if vin[:1] in "=+-@\t\r" else vin
        self._writer.writerow([line, safe[:40], level, column, message])


def upload(
    *, manufacturer_id: int, file_name: str, content: bytes, by: Actor, at: datetime, request_key: str
) -> ExportImport:
    """Keep a file for reading: small ones are read at once, large ones by a worker; sent twice, it is one import."""
    if len(content) > LARGEST_FILE:
        raise Refused(
            _("The file has %(size)s MB; the most is %(most)s MB: send it in pieces.")
            % {"size": len(content) // 1_000_000, "most": LARGEST_FILE // 1_000_000},
            field="file",
        )
    job, fresh = ExportImport.objects.get_or_create(
        manufacturer_id=manufacturer_id,
        request_key=request_key,
        defaults={
            "file_name": file_name[:200],
            "content": content,
            "language": translation.get_language() or "en",
            "by_name": by.name,
            "uploaded_at": at,
        },
    )
    if not fresh:
        return job
    if len(content) <= READ_AT_ONCE:
        run(job, at=at)
    else:
        emit("vehicles.file_sent", at=at, **{"import": job.pk, "manufacturer": manufacturer_id})
    return job


def run(job: ExportImport, *, at: datetime) -> ExportImport:
    """Read a waiting file once and keep its outcome with it; a finished one is left as it is."""
    if job.status != ExportImport.Status.WAITING:
        return job
    lines = io.TextIOWrapper(io.BytesIO(job.content or b""), encoding="utf-8", newline="")
    with translation.override(job.language):
        try:
            outcome = import_exports(
                manufacturer_id=job.manufacturer_id,
                lines=lines,
                by=Actor(side=Side.MANUFACTURER, name=job.by_name, organization_id=job.manufacturer_id),
                at=at,
            )
        except Refused as error:
            job.status, job.message = ExportImport.Status.REFUSED, str(error.message)[:500]
        else:
            job.status = ExportImport.Status.DONE
            for name in ("total", "created", "unchanged", "refused", "warned"):
                setattr(job, name, getattr(outcome, name))
            job.report = outcome.report.getvalue()
    job.content, job.finished_at = None, at
    job.save(update_fields=READ_OF_IMPORT)
    return job


def import_exports(*, manufacturer_id: int, lines: Iterable[str], by: Actor, at: datetime) -> Outcome:
    """Take every good line of a file as :func:`register_export` would; running it again changes nothing.

    Raises Refused (field ``file``) when the file is no such table; a bad line never stops the others.
    """
    outcome = Outcome()
    with system_scope("import of exported vehicles"):
        found = read_lines(lines, today=local_day(at), codes=maker_codes(), manufacturer_id=manufacturer_id)
        _stage(_good(found, outcome))
        _refuse_repeats(outcome)
        _settle_known(outcome, manufacturer_id, by=by, at=at)
        outcome.created += _insert(manufacturer_id, at=at)
    return outcome


def _good(lines: Iterable[Line], outcome: Outcome) -> Iterator[tuple[Any, ...]]:
    for line in lines:
        outcome.total += 1
        for problem in line.problems:
            outcome.tell(line.number, line.vin, _("refused"), problem.field, problem.message)
        if line.facts is None:
            outcome.refused += 1
            continue
        for warning in line.warnings:
            outcome.tell(line.number, line.vin, _("warning"), "vin", warning)
        outcome.warned += bool(line.warnings)
        yield (line.number, *line.facts.as_row())


def _stage(rows: Iterator[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.export_stage")
        cursor.execute(_STAGE)
        with cursor.copy(f"COPY export_stage (line, {_FACTS}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute("CREATE INDEX ON export_stage (vin, line)")
        cursor.execute("ANALYZE export_stage")


def _refuse_repeats(outcome: Outcome) -> None:
    """Of lines with one VIN the first counts; later ones are unchanged when they say the same, else refused."""
    later = ", ".join(f"s.{name}" for name in COMPARED)
    first = ", ".join(f"f.{name}" for name in COMPARED)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            DELETE FROM export_stage s USING (
                SELECT DISTINCT ON (vin) * FROM export_stage ORDER BY vin, line
            ) f WHERE f.vin = s.vin AND f.line < s.line
            RETURNING s.line, s.vin, f.line, ({later}) IS NOT DISTINCT FROM ({first})
            """
        )
        for line, vin, first_line, same in sorted(cursor.fetchall()):
            if same:
                outcome.unchanged += 1
                continue
            outcome.refused += 1
            message = _("The same VIN stands in line %(line)s with other facts.") % {"line": first_line}
            outcome.tell(line, vin, _("refused"), "vin", message)


def _settle_known(outcome: Outcome, manufacturer_id: int, *, by: Actor, at: datetime) -> None:
    """Take out of the stage what is on record; unequal facts are refused one by one, in words."""
    staged = ", ".join(f"s.{name}" for name in COMPARED)
    stored = ", ".join(f"v.{name}" for name in COMPARED)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            DELETE FROM export_stage s USING vehicles_vehicle v
            WHERE v.vin = s.vin AND v.manufacturer_id = %s AND ({staged}) IS NOT DISTINCT FROM ({stored})
            """,
            [manufacturer_id],
        )
        outcome.unchanged += cursor.rowcount
        cursor.execute(
            f"""
            DELETE FROM export_stage s USING vehicles_vehicle v WHERE v.vin = s.vin
            RETURNING v.id, s.line, {", ".join(f"s.{name}" for name in COLUMNS)}
            """
        )
        known = sorted(cursor.fetchall(), key=lambda row: row[1])
    for pk, line, *values in known:
        facts = ExportFacts(*values)
        vehicle = Vehicle.objects.select_for_update().get(pk=pk)
        try:
            gained = settle(vehicle, facts, manufacturer_id, by=by, at=at)
        except Conflict as conflict:
            outcome.refused += 1
            outcome.tell(line, facts.vin, _("refused"), conflict.field, conflict.message)
        else:
            outcome.created += gained
            outcome.unchanged += not gained


def _insert(manufacturer_id: int, *, at: datetime) -> int:
    """Move the stage into the table; a VIN that came this very moment from elsewhere is left to the next run."""
    maker = Organization.objects.values_list("name", flat=True).get(pk=manufacturer_id)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO vehicles_vehicle ({_FACTS}, manufacturer_id, maker_name, odometer_km, created_at)
            SELECT {_FACTS}, %s, %s, 0, %s FROM export_stage ORDER BY line
            ON CONFLICT (vin) DO NOTHING
            """,
            [manufacturer_id, maker, at],
        )
        return cursor.rowcount

"""The work of an import, in batches: read, compare, write; and undo.

Rows are put aside a batch at a time, so a killed worker goes on where it was. Comparing and writing are one
transaction: whatever happens, a file is taken over whole or not at all.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.errors import Refused
from apps.core.files import opened
from apps.core.tables.sheet import Row, open_sheet
from apps.organizations.scope import Side, acting_as, system_scope

from .. import books
from ..jobs import JobKind, Run, register
from ..models import ImportRow, Job
from . import undoing
from .errors_file import keep_errors_file
from .importer import Importer, execute, importer_of, remember
from .sending import UNDO, WRITE

_BATCH = 1_000


def read_file(run: Run) -> None:
    """Read the job's file; compare its rows; write them unless they are only to be checked."""
    importer = importer_of(run.job.kind)
    if run.state.get("phase") is None:
        _read_rows(importer, run)
    if run.state["phase"] == "read":
        with run.batch(), system_scope(f"import {importer.name}: compare"):
            _settle(importer, run, run.job.pk, write=bool(run.job.arguments.get("write")))


def take_over_rows(run: Run) -> None:
    """Write the rows of a file that was checked before, as they compare now."""
    checked = _parent(run)
    importer = importer_of(checked.kind)
    if run.state.get("phase") is None:
        with run.batch(), system_scope(f"import {importer.name}: take over"):
            _settle(importer, run, checked.pk, write=True)


def _settle(importer: Importer, run: Run, job_id: int, *, write: bool) -> None:
    """Compare all rows with what is on record, write them, and say what was wrong; one transaction, the last one.

    No batch comes after it, so that nothing can be cancelled once it is written.
    """
    run.writes = write
    if write:
        books.recorded_at(_books_of(run), run.now(), importer.name)
    importer.lay_out(job_id)
    importer.settle_repeats()
    importer.compare(run.actor, run)
    if write:
        # Every outcome has changed: without new statistics the next statements would be planned for none.
        execute("ANALYZE import_stage", [])
        importer.write(run.actor, run)
        importer.note_written()
    importer.put_back()
    run.result |= counts(job_id)
    run.state["phase"] = "compared"
    keep_errors_file(importer, run)


def undo_rows(run: Run) -> None:
    """Take back what an import wrote, whole or not at all. Raises Refused in words when something depends on it."""
    if "removed" in run.result:
        return
    wrote = _parent(run)
    importer = importer_of(wrote.kind)
    with run.batch(), system_scope(f"import {importer.name}: undo"):
        books.recorded_at(_books_of(run), run.now(), f"undo {importer.name}")
        importer.refuse_undo(wrote)
        run.result |= undoing.take_back(importer, wrote.pk)


def _books_of(run: Run) -> int | None:
    """Whose books the written rows stand in: the manufacturer's who sent the file."""
    return run.actor.organization_id if run.actor.side is Side.MANUFACTURER else None


def give_up(job: Job) -> None:
    """Drop the rows of a file that was refused or cancelled."""
    ImportRow.objects.filter(job=job).delete()


def _parent(run: Run) -> Job:
    with system_scope("look up the import that a job carries on"):
        return Job.objects.get(pk=run.job.parent_id or 0)


def _read_rows(importer: Importer, run: Run) -> None:
    job = run.job
    if job.input is None:
        raise Refused(_("The file is gone: send it again."))
    with opened(job.input.file) as file:
        sheet = open_sheet(file, importer.columns)
        with acting_as(run.scope):  # in a worker no request has opened it
            context = importer.begin(run.actor, run)
        last = run.state.get("line", 0)
        rows = (row for row in sheet.rows if row.line > last)
        if last == 0:
            run.total = sheet.rows_about
        for batch in _batches(rows):
            with run.batch():
                _put_aside(importer, job.pk, batch, context)
                run.done += len(batch)
                run.state = {"line": batch[-1].line}
            if run.done > importer.most_rows:
                raise Refused(
                    _("The file has more than %(most)s rows: send it in pieces.") % {"most": f"{importer.most_rows:,}"},
                    field="file",
                )
    with run.batch():
        run.total = run.done
        run.result = {"notes": sheet.notes, "heading": sheet.heading}
        run.state["phase"] = "read"


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    rows = iter(rows)
    while batch := list(islice(rows, _BATCH)):
        yield batch


def _put_aside(importer: Importer, job_id: int, rows: list[Row], context: Any) -> None:
    kept = [_values(importer, row, context) for row in rows]
    with system_scope(f"import {importer.name}: put rows aside"):
        execute(_PUT_ASIDE, [job_id, json.dumps(kept, default=_plain, ensure_ascii=False)])


# A row that a killed worker had put aside already is left as it is.
_PUT_ASIDE = """
INSERT INTO casework_importrow (job_id, line, key, outcome, record, cells, problems, warnings)
SELECT %s, line, key, outcome, record, cells, problems, warnings
FROM jsonb_to_recordset(%s::jsonb) AS t (
    line integer, key text, outcome text, record jsonb, cells jsonb, problems jsonb, warnings jsonb
)
ON CONFLICT (job_id, line) DO NOTHING
"""


def _values(importer: Importer, row: Row, context: Any) -> dict[str, Any]:
    if not row.problems:
        importer.check(row, context)
    told = bool(row.problems or row.warnings)
    key = row.record.get(importer.key) or ""
    return {
        "line": row.line,
        "key": _storable(str(key))[:64],
        "outcome": ImportRow.Outcome.REFUSED if row.problems else ImportRow.Outcome.OPEN,
        "record": {} if row.problems else row.record,
        "cells": [_storable(cell) for cell in row.cells],
        "problems": [[said.column, _storable(said.message)] for said in row.problems],
        "warnings": [[said.column, _storable(said.message)] for said in row.warnings] if told else [],
    }


def _storable(text: str) -> str:
    """PostgreSQL's text holds no zero byte."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a record holds texts, numbers, days, yes and no, not {type(value).__name__}")


def counts(job_id: int) -> dict[str, int]:
    """How many rows of a file there are by outcome, and how many were warned of (1 query)."""
    outcomes = ("new", "changed", "same", "refused")
    by_outcome = {name: Count("pk", filter=Q(outcome=name)) for name in outcomes}
    warned = Count("pk", filter=~Q(warnings=[]) & ~Q(outcome="refused"))
    return ImportRow.objects.filter(job_id=job_id).aggregate(rows=Count("pk"), warned=warned, **by_outcome)


def register_importer(importer: Importer) -> None:
    """Make an importer known, and its kind of job; apps do so when they are ready."""
    remember(importer)
    register(JobKind(importer.name, importer.label, read_file, give_up))


def register_followers() -> None:
    """The two kinds of job that carry on an import."""
    register(JobKind(WRITE, gettext_lazy("Taking over rows of a checked file"), take_over_rows))
    register(JobKind(UNDO, gettext_lazy("Undoing an import"), undo_rows))

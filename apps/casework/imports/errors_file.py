"""The rows of a file that were refused or warned of, as a file to mend: as they stood, with a column that says why."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import BinaryIO, cast

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.core.tables.writers import CSV_TYPE, write_csv
from apps.organizations.scope import system_scope

from .. import documents
from ..jobs import Run
from ..models import ImportRow, Job
from .importer import Importer

_BATCH = 2_000


def keep_errors_file(importer: Importer, run: Run) -> None:
    """Keep the file with its job, if there is anything to tell."""
    if not run.result.get("refused") and not run.result.get("warned"):
        return
    read = run.job
    if run.job.parent_id is not None:
        with system_scope("heading of the file that a job carries on"):
            read = Job.objects.get(pk=run.job.parent_id)
    heading = (run.result if read.pk == run.job.pk else read.result).get("heading", [])
    with tempfile.TemporaryFile() as file:
        write_csv(cast(BinaryIO, file), _rows(read.pk, heading))
        kept = documents.store(
            file=cast(BinaryIO, file),
            name=f"report-{run.job.pk}.csv",
            media_type=CSV_TYPE,
            kind=documents.WORK,
            by=run.actor,
            at=run.now(),
        )
    with system_scope("keep the errors file of a job"):
        Job.objects.filter(pk=run.job.pk).update(errors=kept)


def _rows(job_id: int, heading: list[str]) -> Iterator[list[str]]:
    yield [*heading, _("line of the file"), _("what became of it"), _("why")]
    last = 0
    while True:
        with system_scope("rows of an import that are told about"):
            rows = list(told_rows(job_id).filter(line__gt=last).order_by("line")[:_BATCH])
        for row in rows:
            cells = [*row.cells, *[""] * (len(heading) - len(row.cells))][: max(len(heading), len(row.cells))]
            yield [*cells, str(row.line), level_of(row), "; ".join(_said(row))]
        if len(rows) < _BATCH:
            return
        last = rows[-1].line


def told_rows(job_id: int) -> QuerySet[ImportRow]:
    """Rows of a file that were refused or warned of."""
    refused = ImportRow.objects.filter(job_id=job_id, outcome=ImportRow.Outcome.REFUSED)
    return refused | ImportRow.objects.filter(job_id=job_id).exclude(warnings=[])


def level_of(row: ImportRow) -> str:
    """Whether a row was refused or taken with a warning, in words."""
    return _("refused") if row.outcome == ImportRow.Outcome.REFUSED else _("warning")


def _said(row: ImportRow) -> Iterator[str]:
    for column, message in row.problems or row.warnings:
        yield f"{column}: {message}" if column else message

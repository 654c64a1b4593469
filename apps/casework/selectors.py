"""Reads of jobs and of what imports found. The walls choose the jobs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from apps.core.tables.cells import shown
from apps.organizations.scope import system_scope

from .imports import sending
from .imports.errors_file import level_of, told_rows
from .imports.importer import Importer, importer_of, is_import
from .models import ImportRow, Job

NEWEST = ("-created_at", "-id")
_SHOWN_PROBLEMS = 50
_SHOWN_SAMPLES = 10


def jobs(kind: str = "") -> QuerySet[Job]:
    """The jobs of the reader's side, newest first (2 queries a page; indexes job_*_newest)."""
    found = Job.objects.select_related("asked_by").order_by(*NEWEST)
    return found.filter(kind=kind) if kind else found


@dataclass(frozen=True)
class Said:
    """One remark on a row of a file."""

    line: int
    value: str
    level: str
    column: str
    message: str


@dataclass(frozen=True)
class Sample:
    """A row that a file adds or changes: its values, and for changes those from before."""

    line: int
    outcome: str
    values: list[tuple[Any, Any]]


@dataclass(frozen=True)
class Findings:
    """What became, or would become, of a file's rows; ``read`` is the job that read it."""

    read: Job
    importer: Importer
    tiles: list[tuple[Any, int]]
    written: bool
    #: Nothing was written though it was to be: every row was refused, or stood as it is.
    in_vain: bool
    undone: bool
    may_take_over: bool
    may_undo: bool
    columns: list[Any]
    samples: list[Sample]
    said: list[Said]
    more: int


def findings(job: Job) -> Findings | None:
    """What an import found, for its page (about 8 queries); None for jobs that are no imports."""
    read = job.parent if job.kind == sending.WRITE else job
    if read is None or not is_import(read.kind) or "rows" not in job.result:
        return None
    importer = importer_of(read.kind)
    with system_scope(f"page of import {job.pk}"):
        samples = _samples(importer, read.pk)
        said, more = _said(importer, read.pk)
    return Findings(
        read=read,
        importer=importer,
        tiles=_tiles(importer, job.result),
        written=sending.written(read),
        in_vain=bool(job.result.get("refused")) and not (job.result.get("new") or job.result.get("changed")),
        undone=sending.undone(read),
        may_take_over=sending.may_take_over(read),
        may_undo=sending.may_undo(read),
        columns=[column.label for column in importer.columns],
        samples=samples,
        said=said,
        more=more,
    )


def remarks(job: Job, most: int = 1_000) -> list[Said]:
    """What was said of an import's rows, the first ``most`` of them by line (2 queries); nothing of other jobs."""
    read = job.parent if job.kind == sending.WRITE else job
    if read is None or not is_import(read.kind):
        return []
    with system_scope(f"rows of import {job.pk}"):
        return _said_of(read.pk, most)


def _tiles(importer: Importer, result: dict[str, Any]) -> list[tuple[Any, int]]:
    labels = (
        ("rows", gettext_lazy("Rows")),
        ("new", importer.label_new),
        ("changed", importer.label_changed),
        ("same", ImportRow.Outcome.SAME.label),
        ("refused", ImportRow.Outcome.REFUSED.label),
    )
    return [(label, result.get(name, 0)) for name, label in labels]


def _samples(importer: Importer, job_id: int) -> list[Sample]:
    found = []
    for outcome in (ImportRow.Outcome.CHANGED, ImportRow.Outcome.NEW):
        rows = ImportRow.objects.filter(job_id=job_id, outcome=outcome).order_by("line")[:_SHOWN_SAMPLES]
        for row in rows:
            before = row.before or {}
            kept = {name: before.get(name) for name in importer.kept_when_empty if row.record.get(name) is None}
            record = {**row.record, **kept}
            values = [_change(record.get(column.name), before, column.name) for column in importer.columns]
            label = importer.label_new if outcome == ImportRow.Outcome.NEW else importer.label_changed
            found.append(Sample(row.line, label, values))
    return found


def _change(value: Any, before: dict[str, Any], name: str) -> tuple[Any, Any]:
    """A value, and the one it takes the place of (None when it stays)."""
    old = before.get(name)
    return value, old if name in before and old != value else None


def _said(importer: Importer, job_id: int) -> tuple[list[Said], int]:
    return _said_of(job_id, _SHOWN_PROBLEMS), max(0, told_rows(job_id).count() - _SHOWN_PROBLEMS)


def _said_of(job_id: int, most: int) -> list[Said]:
    found = []
    for row in told_rows(job_id).order_by("line")[:most]:
        value = row.key or (row.cells[0] if row.cells else "")
        for column, message in row.problems or row.warnings:
            found.append(Said(row.line, shown(value), level_of(row), column, message))
    return found

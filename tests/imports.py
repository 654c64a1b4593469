"""A file sent and read, as tests of imports do it."""

from __future__ import annotations

import csv
import io
from typing import Any

from apps.casework import imports
from apps.casework.imports import Importer
from apps.casework.jobs import run_job
from apps.casework.models import ImportRow, Job
from apps.core.files import opened
from apps.organizations.models import Organization
from apps.organizations.scope import acting_as, system_scope
from tests.cast import NOW, Cast


def send(
    cast: Cast,
    who: Organization,
    importer: Importer,
    content: bytes,
    *,
    key: str = "",
    only_check: bool = False,
    about: dict[str, Any] | None = None,
) -> Job:
    """Send a file for a firm and read it, whatever its size."""
    with acting_as(cast.scope(who)):
        job = imports.send_file(
            importer=importer,
            file=io.BytesIO(content),
            name="file.csv",
            size=len(content),
            only_check=only_check,
            by=cast.actor(who),
            at=NOW,
            request_key=key,
            about=about,
        )
    run_job(job.pk, now=lambda: NOW)
    return again(job)


def again(job: Job) -> Job:
    """The job as it stands now."""
    with system_scope("test"):
        return Job.objects.select_related("errors", "input").get(pk=job.pk)


def told(job: Job) -> list[tuple[int, str, str, str]]:
    """What was said of rows: line, outcome, column, message."""
    with system_scope("test"):
        rows = ImportRow.objects.filter(job=job).order_by("line")
        return [
            (row.line, row.outcome, column, message)
            for row in rows
            for column, message in [*row.problems, *row.warnings]
        ]


def errors_file(job: Job) -> list[list[str]]:
    """The file of rows to mend, with its heading."""
    assert job.errors is not None
    with opened(job.errors.file) as file:
        return list(csv.reader(io.StringIO(file.read().decode("utf-8-sig"))))

"""The verbs of an import: send a file, take over what it says, undo that."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from apps.core.errors import Refused
from apps.core.tables.encodings import kind_of
from apps.core.tables.writers import CSV_TYPE, XLSX_TYPE
from apps.organizations.scope import Actor

from .. import documents
from ..jobs import start_job
from ..models import Job
from .importer import LARGEST_FILE, Importer, importer_of, is_import

#: Files of up to so many bytes are read while the person waits (some 5,000 rows); others by a worker.
READ_AT_ONCE = {"text": 500_000, "zip": 150_000}
WRITE, UNDO = "casework.take_over", "casework.undo"


@transaction.atomic
def send_file(
    *,
    importer: Importer,
    file: BinaryIO,
    name: str,
    size: int,
    only_check: bool,
    by: Actor,
    at: datetime,
    request_key: str = "",
    about: Mapping[str, Any] | None = None,
) -> Job:
    """Keep a file and read it: ``only_check`` says what would change, else right rows are taken over too.

    ``about``: what the file itself does not say, in plain values, for the importer's ``begin``. Sent twice with one
    key it is one import. Raises Refused (field ``file``) when it is too large, Conflict when the key came with another
    file.
    """
    if size > LARGEST_FILE:
        raise Refused(
            _("The file has %(size)s MB; the most is %(most)s MB: send it in pieces.")
            % {"size": size // 1_000_000, "most": LARGEST_FILE // 1_000_000},
            field="file",
        )
    kind = kind_of(file)
    kept = documents.store(
        file=file,
        name=name,
        media_type=XLSX_TYPE if kind == "zip" else CSV_TYPE,
        kind=documents.WORK,
        by=by,
        at=at,
    )
    return start_job(
        kind=importer.name,
        title=name or _("File"),
        arguments={**(about or {}), "write": not only_check},
        input=kept,
        by=by,
        at=at,
        request_key=request_key,
        at_once=size <= READ_AT_ONCE.get(kind, LARGEST_FILE),
    )


def take_over(*, job: Job, by: Actor, at: datetime) -> Job:
    """Write the rows of a file that was only checked; asked twice it is one job. Raises Refused in words."""
    if not may_take_over(job):
        raise Refused(_("There is nothing to take over from this file: send it again."))
    return _follow(WRITE, job, by=by, at=at)


def undo(*, job: Job, by: Actor, at: datetime) -> Job:
    """Take back what an import wrote; asked twice it is one job. Raises Refused in words when it wrote nothing."""
    if not may_undo(job):
        raise Refused(_("There is nothing to undo: this file changed nothing, or it was undone already."))
    return _follow(UNDO, job, by=by, at=at)


def may_take_over(job: Job) -> bool:
    """Whether the file was read and checked, and its rows are not written yet."""
    return _read(job) and not written(job) and bool(job.result.get("new") or job.result.get("changed"))


def may_undo(job: Job) -> bool:
    """Whether the file's rows were written and not taken back."""
    return _read(job) and importer_of(job.kind).may_undo and written(job) and not undone(job) and _changed(job)


def written(job: Job) -> bool:
    """Whether the rows of a file were taken over, with it or later."""
    return bool(job.arguments.get("write")) or _followed(job, WRITE) is not None


def undone(job: Job) -> bool:
    return _followed(job, UNDO) is not None


def _read(job: Job) -> bool:
    # Imports of releases before this one left no rows to go by.
    return is_import(job.kind) and job.status == Job.Status.DONE and "rows" in job.result and "old" not in job.result


def _changed(job: Job) -> bool:
    result = (_followed(job, WRITE) or job).result
    return bool(result.get("new") or result.get("changed"))


def _followed(job: Job, kind: str) -> Job | None:
    return job.followers.filter(kind=kind, status=Job.Status.DONE).first()


def _follow(kind: str, job: Job, *, by: Actor, at: datetime) -> Job:
    tried = job.followers.filter(kind=kind, status__in=[Job.Status.FAILED, Job.Status.CANCELLED]).count()
    importer = importer_of(job.kind)
    rows = job.result.get("rows", 0)
    return start_job(
        kind=kind,
        title=f"{importer.label}: {job.title}",
        parent=job,
        by=by,
        at=at,
        request_key=f"{job.pk}-{tried}",
        at_once=rows <= 5_000,
    )

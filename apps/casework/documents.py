"""Documents: kept once by digest, served to whom the walls show them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, BinaryIO

from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.http import FileResponse, Http404

from apps.core import files
from apps.organizations.scope import Actor, Side, system_scope

from .actors import record_of
from .models import Document

FOLDER = "documents"
#: Files of jobs: emptied with them.
WORK = "work"
#: What a rolled-back transaction left behind is swept away when it is so old.
_ORPHAN_AGE = timedelta(days=2)


def store(
    *,
    file: BinaryIO,
    name: str,
    media_type: str,
    kind: str,
    by: Actor,
    at: datetime,
    issuer: str = "",
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Document:
    """Keep a file that belongs to the side of ``by``; the same bytes are stored once, whoever sends them.

    Raises OSError when the storage does not give back what it was given; nothing is kept then.
    """
    with transaction.atomic(), system_scope("keep a document"):
        _hold(files.digest_of(file)[0])
        place, sha256, size = files.keep(file, FOLDER)
        return Document.objects.create(
            sha256=sha256,
            file=place,
            name=name[:200] or sha256[:12],
            size=size,
            media_type=media_type[:100],
            kind=kind,
            issuer=issuer,
            valid_from=valid_from,
            valid_to=valid_to,
            owner_id=by.user_id if by.side is Side.OWNER else None,
            organization_id=by.organization_id,
            added_by=record_of(by),
            added_at=at,
        )


def answer(document: Document) -> FileResponse:
    """A document to save; browsers never guess what it is, nor show it as a page of ours. 404 when it is gone."""
    try:
        content = default_storage.open(document.file)
    except FileNotFoundError as error:
        raise Http404 from error
    headers = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}
    return FileResponse(
        content, as_attachment=True, filename=document.name, content_type=document.media_type, headers=headers
    )


def answer_of(row: Any) -> FileResponse:
    """The document of a row that its reader reached (1 query): documents themselves show to whoever sent them."""
    with system_scope(f"the file of a {row._meta.label_lower} that its reader reached"):
        document = Document.objects.get(pk=row.document_id)
    return answer(document)


def sweep(*, at: datetime) -> int:
    """Delete files that no row knows and that are older than two days; returns how many."""
    removed = 0
    for folder in [files.ASIDE, *files.folders_in(FOLDER)]:
        names = [name for name in files.names_in(folder) if _old(name, at)]
        for name in names:
            with system_scope("sweep of files without a document"):
                _hold(name.rpartition("/")[2])
                if not Document.objects.filter(file=name).exists():
                    default_storage.delete(name)
                    removed += 1
    return removed


def _old(name: str, at: datetime) -> bool:
    changed = files.changed_at(name)
    return changed is not None and changed < at - _ORPHAN_AGE


def _hold(sha256: str) -> None:
    """Let nobody else keep or sweep these bytes until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7302003))", [sha256])

"""Where photos lie: in the default storage, by claim, with names nobody can guess.

Photos and the PDF of a form that is not sent yet wait under the form's key as long as its draft does, so that nobody
uploads twice over a weak network. What a rolled-back transaction leaves behind is swept away later.
"""

from __future__ import annotations

import re
import secrets
import weakref
from collections.abc import Iterable
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import PurePosixPath

from django.core.files.storage import default_storage

from apps.core import files
from apps.core.pdf_input import Pdf, safe_name
from apps.core.photos import MOST_PHOTOS, Photo

_KEPT_FOR = timedelta(days=2)
_KEY = re.compile(r"[0-9a-f-]{8,64}")


def save(claim_number: str, photo: Photo) -> str:
    """Write a photo and return its name in the storage. Raises NoRoom."""
    name = f"claims/{claim_number}/{secrets.token_urlsafe(16)}.jpg"
    files.put(BytesIO(photo.content), name)
    return name


class Written:
    """Files written in a transaction: gone again unless it commits.

    Django tells of commits, not of rollbacks; but a rollback drops the callback that was waiting for the commit, and
    with it this object, which then takes its files along. What a killed process leaves is swept at night.
    """

    def __init__(self) -> None:
        self._paths: list[str] = []
        self._undo = weakref.finalize(self, _remove_all, self._paths)

    def add(self, relative: str) -> None:
        self._paths.append(relative)

    def undo(self) -> None:
        """Delete the files now."""
        self._undo()

    def keep(self) -> None:
        """The rows are committed: the files stay."""
        self._undo.detach()


def _remove_all(paths: list[str]) -> None:
    for path in paths:
        remove(path)


def remove(relative: str) -> None:
    default_storage.delete(relative)


def content_of(relative: str) -> bytes | None:
    """A photo's bytes (a few hundred kilobytes); None when it is gone."""
    try:
        with files.opened(relative) as photo:
            return photo.read()
    except FileNotFoundError:
        return None


def is_key(key: str) -> bool:
    """Whether photos can be kept under it: only the keys that forms of ours have."""
    return _KEY.fullmatch(key) is not None


def stash(owner_id: int, key: str, photos: list[Photo]) -> None:
    """Keep photos of a form that is not sent yet. Raises NoRoom."""
    folder = folder_of(owner_id, key)
    if folder is None:
        return
    there = set(files.names_in(folder))
    for photo in photos[:MOST_PHOTOS]:
        name = f"{folder}/{photo.sha256}_{photo.width}x{photo.height}.jpg"
        if name not in there:
            files.put(BytesIO(photo.content), name)


def stash_paper(owner_id: int, key: str, pdf: Pdf) -> None:
    """Keep the one PDF of a form that is not sent yet, in the place of another. Raises NoRoom."""
    folder = folder_of(owner_id, key)
    if folder is None:
        return
    name = f"{folder}/{pdf.sha256}.pdf"
    there = _names(owner_id, key, ".pdf")
    if name not in there:
        files.put(BytesIO(pdf.content), name)
    for other in there:
        if other != name:
            default_storage.delete(other)


def stashed_paper(owner_id: int, key: str, name: str = "") -> Pdf | None:
    """The PDF kept for a form, called ``name``; None when there is none, or it is torn."""
    for path in _names(owner_id, key, ".pdf"):
        pdf = Pdf(content_of(path) or b"", safe_name(name))
        if pdf.sha256 == PurePosixPath(path).stem:
            return pdf
    return None


def stashed(owner_id: int, key: str) -> list[Photo]:
    """Photos kept for a form, in a fixed order."""
    found = []
    for name in _names(owner_id, key, ".jpg"):
        sha256, _line, size = PurePosixPath(name).stem.partition("_")
        width, _x, height = size.partition("x")
        photo = Photo(content_of(name) or b"", int(width), int(height))
        # What is torn, or gone meanwhile, is nobody's photo.
        if photo.sha256 == sha256:
            found.append(photo)
    return found


def stashed_one(owner_id: int, key: str, sha256: str) -> Photo | None:
    """One photo kept for a form."""
    return next((photo for photo in stashed(owner_id, key) if photo.sha256 == sha256), None)


def leave_out(owner_id: int, key: str, digests: Iterable[str]) -> None:
    """Drop photos, or the PDF, that the owner does not want to send after all."""
    unwanted = set(digests)
    for name in _names(owner_id, key) if unwanted else ():
        if PurePosixPath(name).stem.partition("_")[0] in unwanted:
            default_storage.delete(name)


def forget(owner_id: int, key: str) -> None:
    """Delete whatever was kept for a form."""
    folder = folder_of(owner_id, key)
    if folder is not None:
        files.remove_folder(folder)


def sweep(known: set[str], *, drafts: set[str], at: datetime) -> int:
    """Delete files that no row knows and that are older than two days; returns how many.

    ``known``: files of claims; ``drafts``: folders of forms that their owners still keep.
    """
    removed = 0
    folders = [*files.folders_in("claims"), *(f for f in files.folders_in("incoming") if f not in drafts)]
    for folder in folders:
        old = [name for name in files.names_in(folder) if name not in known and _old(name, at)]
        for name in old:
            default_storage.delete(name)
        removed += len(old)
        if not files.names_in(folder):
            files.remove_folder(folder)
    return removed


def _old(name: str, at: datetime) -> bool:
    changed = files.changed_at(name)
    return changed is not None and changed < at - _KEPT_FOR


def _names(owner_id: int, key: str, ending: str = "") -> list[str]:
    folder = folder_of(owner_id, key)
    return sorted(name for name in files.names_in(folder) if name.endswith(ending)) if folder else []


def folder_of(owner_id: int, key: str) -> str | None:
    """Where files of a form wait; None for a key that no form of ours has."""
    return f"incoming/{owner_id}-{key}" if is_key(key) else None

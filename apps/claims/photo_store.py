"""Where photos lie: in the default storage, by claim, with names nobody can guess.

Photos of a form that was sent back for another mistake wait under the form's key, so that nobody uploads twice over
a weak network. What a rolled-back transaction or an abandoned form leaves behind is swept away later.
"""

from __future__ import annotations

import re
import secrets
import weakref
from collections.abc import Iterable
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import PurePosixPath

from django.conf import settings
from django.core.files.storage import default_storage

from apps.core import files
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
    """Keep photos of a form that must be sent again. Raises NoRoom."""
    folder = _stash_folder(owner_id, key)
    if folder is None:
        return
    there = set(files.names_in(folder))
    if photos and not there:
        _make_room(owner_id)
    for photo in photos[:MOST_PHOTOS]:
        name = f"{folder}/{photo.sha256}_{photo.width}x{photo.height}.jpg"
        if name not in there:
            files.put(BytesIO(photo.content), name)


def _make_room(owner_id: int) -> None:
    """Drop the photos of an owner's oldest unsent forms: the form says so when it is taken up again."""
    mine = [name for name in files.folders_in("incoming") if name.startswith(f"incoming/{owner_id}-")]
    ages = {name: max(filter(None, map(files.changed_at, files.names_in(name))), default=None) for name in mine}
    oldest_first = sorted((age, name) for name, age in ages.items() if age is not None)
    for _age, name in oldest_first[: max(0, len(oldest_first) + 1 - settings.MOST_UNSENT_FORMS)]:
        files.remove_folder(name)


def stashed(owner_id: int, key: str) -> list[Photo]:
    """Photos kept for a form, in a fixed order."""
    found = []
    for name in _stashed_names(owner_id, key):
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
    """Drop photos that the owner does not want to send after all."""
    unwanted = set(digests)
    for name in _stashed_names(owner_id, key) if unwanted else ():
        if PurePosixPath(name).stem.partition("_")[0] in unwanted:
            default_storage.delete(name)


def forget(owner_id: int, key: str) -> None:
    folder = _stash_folder(owner_id, key)
    if folder is not None:
        files.remove_folder(folder)


def sweep(known: set[str], *, at: datetime) -> int:
    """Delete photos that no row knows and that are older than two days; returns how many files."""
    removed = 0
    folders = [*files.folders_in("claims"), *files.folders_in("incoming")]
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


def _stashed_names(owner_id: int, key: str) -> list[str]:
    folder = _stash_folder(owner_id, key)
    return sorted(name for name in files.names_in(folder) if name.endswith(".jpg")) if folder else []


def _stash_folder(owner_id: int, key: str) -> str | None:
    """The folder of a form's key; None for a key that no form of ours has."""
    return f"incoming/{owner_id}-{key}" if is_key(key) else None

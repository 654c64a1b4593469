"""Where photos lie: under the media folder, by claim, with names nobody can guess.

Photos of a form that was sent back for another mistake wait under the form's key, so that nobody uploads twice over
a weak network. What a rolled-back transaction or an abandoned form leaves behind is swept away later.
"""

from __future__ import annotations

import re
import secrets
import shutil
import weakref
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from .photos import MOST_PHOTOS, Photo

_KEPT_FOR = timedelta(days=2)
_KEY = re.compile(r"[0-9a-f-]{8,64}")


def save(claim_number: str, photo: Photo) -> str:
    """Write a photo and return its path under the media folder."""
    relative = f"claims/{claim_number}/{secrets.token_urlsafe(16)}.jpg"
    path = root() / relative
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(photo.content)
    return relative


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
    (root() / relative).unlink(missing_ok=True)


def path_of(relative: str) -> Path:
    return root() / relative


def is_key(key: str) -> bool:
    """Whether photos can be kept under it: only the keys that forms of ours have."""
    return _KEY.fullmatch(key) is not None


def stash(owner_id: int, key: str, photos: list[Photo]) -> None:
    """Keep photos of a form that must be sent again."""
    folder = _stash_folder(owner_id, key)
    if folder is None:
        return
    folder.mkdir(parents=True, exist_ok=True)
    for photo in photos[:MOST_PHOTOS]:
        (folder / f"{photo.sha256}_{photo.width}x{photo.height}.jpg").write_bytes(photo.content)


def stashed(owner_id: int, key: str) -> list[Photo]:
    """Photos kept for a form, in a fixed order."""
    folder = _stash_folder(owner_id, key)
    if folder is None or not folder.is_dir():
        return []
    found = []
    for path in sorted(folder.glob("*.jpg")):
        width, _x, height = path.stem.partition("_")[2].partition("x")
        found.append(Photo(path.read_bytes(), int(width), int(height)))
    return found


def stashed_one(owner_id: int, key: str, sha256: str) -> Photo | None:
    """One photo kept for a form."""
    return next((photo for photo in stashed(owner_id, key) if photo.sha256 == sha256), None)


def leave_out(owner_id: int, key: str, digests: Iterable[str]) -> None:
    """Drop photos that the owner does not want to send after all."""
    folder, unwanted = _stash_folder(owner_id, key), set(digests)
    if folder is None or not folder.is_dir():
        return
    for path in folder.glob("*.jpg"):
        if path.stem.partition("_")[0] in unwanted:
            path.unlink(missing_ok=True)


def forget(owner_id: int, key: str) -> None:
    folder = _stash_folder(owner_id, key)
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)


def sweep(known: set[str], *, at: datetime) -> int:
    """Delete files that no row knows and that are older than two days; returns how many."""
    removed = 0
    oldest = (at - _KEPT_FOR).timestamp()
    for path in root().glob("claims/*/*.jpg"):
        if path.stat().st_mtime < oldest and str(path.relative_to(root())) not in known:
            path.unlink(missing_ok=True)
            removed += 1
    for folder in root().glob("incoming/*"):
        if folder.stat().st_mtime < oldest:
            shutil.rmtree(folder, ignore_errors=True)
            removed += 1
    return removed


def root() -> Path:
    return Path(settings.MEDIA_ROOT)


def _stash_folder(owner_id: int, key: str) -> Path | None:
    """The folder of a form's key; None for a key that no form of ours has."""
    return root() / "incoming" / f"{owner_id}-{key}" if is_key(key) else None

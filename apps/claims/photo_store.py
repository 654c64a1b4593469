"""Where photos lie: under the media folder, by claim, with names nobody can guess.

Photos of a form that was sent back for another mistake wait under the form's key, so that nobody uploads twice over
a weak network. What a rolled-back transaction or an abandoned form leaves behind is swept away later.
"""

from __future__ import annotations

import re
import secrets
import shutil
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from .photos import Photo

_KEPT_FOR = timedelta(days=2)
_KEY = re.compile(r"[0-9a-f-]{8,64}")


def save(claim_number: str, photo: Photo) -> str:
    """Write a photo and return its path under the media folder."""
    relative = f"claims/{claim_number}/{secrets.token_urlsafe(16)}.jpg"
    path = root() / relative
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(photo.content)
    return relative


def remove(relative: str) -> None:
    (root() / relative).unlink(missing_ok=True)


def path_of(relative: str) -> Path:
    return root() / relative


def stash(owner_id: int, key: str, photos: list[Photo]) -> None:
    """Keep photos of a form that must be sent again."""
    folder = _stash_folder(owner_id, key)
    if folder is None:
        return
    folder.mkdir(parents=True, exist_ok=True)
    for photo in photos:
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
    return root() / "incoming" / f"{owner_id}-{key}" if _KEY.fullmatch(key) else None

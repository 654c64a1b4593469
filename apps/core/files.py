"""Files in the storage that Django is configured with: a folder here, an object store there."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from django.core.files.base import File
from django.core.files.storage import Storage, default_storage

_CHUNK = 1024 * 1024
ASIDE = "aside"
#: The disk is full, the quota used up, or the file larger than may be written.
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class NoRoom(OSError):
    """A file could not be written for want of room; nothing of it was kept."""


def digest_of(file: BinaryIO) -> tuple[str, int]:
    """SHA-256 and size in bytes of a file, read in pieces from its beginning."""
    file.seek(0)
    digest, size = hashlib.sha256(), 0
    while piece := file.read(_CHUNK):
        digest.update(piece)
        size += len(piece)
    file.seek(0)
    return digest.hexdigest(), size


def keep(file: BinaryIO, folder: str) -> tuple[str, str, int]:
    """Keep a file under its digest in ``folder``; returns name, SHA-256 and size. Raises what :func:`put` raises."""
    sha256, size = digest_of(file)
    name = f"{folder}/{sha256[:2]}/{sha256}"
    if not default_storage.exists(name):
        put(file, name)
    return name, sha256, size


def put(file: BinaryIO, name: str) -> None:
    """Write a file that shall be called ``name``, or nothing.

    It is written aside, synced, read back, and takes its name only when the digest is right: a name never stands for
    half a file. Raises NoRoom when the disk is full, OSError when the storage gave back other bytes.
    """
    given, aside = digest_of(file), f"{ASIDE}/{secrets.token_hex(16)}"
    try:
        default_storage.save(aside, File(file))
        _sync(aside)
        with opened(aside) as written:
            found = digest_of(written)
        if found != given:
            raise OSError(f"the storage gave back other bytes than it was given for {name}")
        _rename(aside, name)
    except OSError as error:
        default_storage.delete(aside)
        if is_full(error):
            raise NoRoom(error.errno, f"no room for {name}") from error
        raise


def is_full(error: BaseException | None) -> bool:
    """Whether an error says that no more can be written here."""
    return isinstance(error, OSError) and error.errno in _FULL


def room() -> int | None:
    """Bytes that may still be written where files lie; None in an object store, which does not tell."""
    folder = local_path(default_storage, "")
    if folder is None:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    return shutil.disk_usage(folder).free


def _sync(name: str) -> None:
    """Have the bytes on the disk before they take their name; an object store answers when it has them."""
    path = local_path(default_storage, name)
    if path is not None:
        with path.open("rb") as written:
            os.fsync(written.fileno())


def _rename(old: str, new: str) -> None:
    """Give a file its name: in a folder in one step; in an object store by a copy, which is whole or is not there."""
    local = local_path(default_storage, new)
    if local is not None:
        local.parent.mkdir(parents=True, exist_ok=True)
        Path(default_storage.path(old)).replace(local)
        return
    with default_storage.open(old) as content:
        default_storage.save(new, content)
    default_storage.delete(old)


def local_path(storage: Storage, name: str) -> Path | None:
    """Where a file lies when the storage is a folder, else None."""
    try:
        return Path(storage.path(name))
    except NotImplementedError:
        return None


@contextmanager
def opened(name: str) -> Iterator[BinaryIO]:
    """A kept file, open for reading. Raises FileNotFoundError when it is gone."""
    with default_storage.open(name) as file:
        yield file  # type: ignore[misc]


def names_in(folder: str) -> list[str]:
    """Whole names of the files right in ``folder``; none when there is no such folder."""
    return [f"{folder}/{name}" for name in _listing(folder)[1] if name]


def folders_in(folder: str) -> list[str]:
    """Whole names of the folders right in ``folder``."""
    return [f"{folder}/{name}" for name in _listing(folder)[0] if name]


def _listing(folder: str) -> tuple[list[str], list[str]]:
    try:
        return default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []


def remove_folder(folder: str) -> None:
    """Delete a folder of files; folders in it are left alone."""
    for name in names_in(folder):
        default_storage.delete(name)
    if local_path(default_storage, folder) is not None:
        # An object store has no folders. Somebody may have put a new file into ours meanwhile: then it stays.
        _try_to_delete(folder)


def _try_to_delete(folder: str) -> None:
    try:
        default_storage.delete(folder)
    except OSError:
        return


def changed_at(name: str) -> Any:
    """When a file was written, or None when it is gone."""
    try:
        return default_storage.get_modified_time(name)
    except FileNotFoundError:
        return None

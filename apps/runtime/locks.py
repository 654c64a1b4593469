"""File locks (flock) by which processes agree on one set of servers; the kernel frees them with their process.

``start.lock``   exclusive while somebody looks for the servers or starts them.
``lease.lock``   shared by every process that uses the servers, for its life; the keeper gets it exclusively only
                 when nobody is left, which is its sign to stop the servers.
``keeper.lock``  exclusive for the life of the keeper.

Lock files are opened close-on-exec, so a server or a child program never carries a lock by accident. A forked
child (Celery's pool) shares its parent's lease, as it should.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def open_lock(path: Path) -> int:
    """Open (make) a lock file; return its descriptor, closed on exec."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def try_lock(descriptor: int, operation: int) -> bool:
    """Take the lock without waiting; say whether it was had."""
    try:
        fcntl.flock(descriptor, operation | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_held(path: Path) -> bool:
    """Say whether some process holds ``path`` exclusively."""
    descriptor = open_lock(path)
    try:
        return not try_lock(descriptor, fcntl.LOCK_SH)
    finally:
        os.close(descriptor)


@contextmanager
def exclusively(path: Path) -> Iterator[None]:
    """Hold ``path`` exclusively, waiting for it."""
    descriptor = open_lock(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


#: Leases of this process by path: held until the process ends, by whatever end.
_leases: dict[Path, int] = {}


def hold_lease(path: Path, *, wait: bool) -> bool:
    """Share ``path`` for the life of this process; with ``wait`` let a keeper that is stopping finish first."""
    if path in _leases:
        return True
    descriptor = open_lock(path)
    if wait:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
    elif not try_lock(descriptor, fcntl.LOCK_SH):
        os.close(descriptor)
        return False
    _leases[path] = descriptor
    return True


def give_up_lease(path: Path) -> None:
    """Stop sharing ``path`` (tests, and starts that failed)."""
    if (descriptor := _leases.pop(path, None)) is not None:
        os.close(descriptor)

"""Who uses the servers: each process holds a shared lock for its life, and the last one out turns off the light.

The kernel frees the lock of a killed process, so nothing is ever counted that is not there.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Lease:
    """A shared lock on ``path``, owned by the process that took it (not by its forks)."""

    def __init__(self, path: Path) -> None:
        self._pid = os.getpid()
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._descriptor, fcntl.LOCK_SH)

    def leave(self) -> bool:
        """Give the lock back; True when nobody else holds one. A fork's call does nothing."""
        if os.getpid() != self._pid or self._descriptor < 0:
            return False
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            last = True
        except BlockingIOError:
            last = False
        return last

    def close(self) -> None:
        """Let go of the lock for good, after the servers were stopped."""
        if os.getpid() == self._pid and self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Only one process at a time starts servers."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)

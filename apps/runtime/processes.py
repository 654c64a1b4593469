"""Finding a server's processes by their command lines: a process id in a file proves nothing after a crash."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path


def find(*, marker: str, program: str) -> list[int]:
    """Return ids of live processes whose command line holds ``marker`` and begins with ``program``'s path or title.

    ``/proc/<pid>/cmdline`` is readable for all, unlike the links beside it, which root in a container may not read.
    A zombie has an empty one, so it is not found.
    """
    wanted, found = os.fsencode(marker), []
    for entry in os.scandir("/proc"):
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            line = Path(entry.path, "cmdline").read_bytes()
        except OSError:
            continue
        if os.fsencode(program) in line.split(b"\0", 1)[0] and wanted in line.replace(b"\0", b" "):
            found.append(int(entry.name))
    return found


def alive(pid: int) -> bool:
    """Say whether the process runs (a zombie does not)."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return False
    return state not in {"Z", "X"}


def end(pid: int, *, first: signal.Signals, patience: float) -> None:
    """Ask the process to end with ``first``; after ``patience`` seconds make it."""
    for number, seconds in ((first, patience), (signal.SIGKILL, 5.0)):
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if not alive(pid):
                return
            time.sleep(0.02)

"""Small errands that a request does not wait for: one thread a process runs them, one after another."""

from __future__ import annotations

import atexit
import logging
import os
import threading
from collections.abc import Callable

logger = logging.getLogger("sanbao.later")
Errand = Callable[[], None]
#: Seconds that a process which ends gives to what still waits.
LAST_CALL = 2.0

_waiting: dict[str, Errand] = {}
_at_work: list[str] = []
_some = threading.Condition()
_thread: list[tuple[int, threading.Thread]] = []  # of this process: a forked one starts its own


def soon(name: str, errand: Errand) -> None:
    """Run ``errand`` after the caller went on; one of the same name that still waits is run once for both.

    For what may be lost without harm (a nudge that the timetable would give too): errors are logged, and what is not
    done two seconds after the process was told to end is gone.
    """
    with _some:
        _waiting[name] = errand
        _some.notify_all()
        if not _thread or _thread[0][0] != os.getpid() or not _thread[0][1].is_alive():
            _thread[:] = [(os.getpid(), threading.Thread(target=_run, name="sanbao-later", daemon=True))]
            _thread[0][1].start()


def _run() -> None:
    while True:
        with _some:
            _some.wait_for(lambda: _waiting)
            name = next(iter(_waiting))
            errand = _waiting.pop(name)
            _at_work[:] = [name]
        try:
            errand()
        except Exception:
            logger.exception("%s was not done", name)
        with _some:
            _at_work.clear()
            _some.notify_all()


@atexit.register
def finish() -> None:
    """Let what waits be done, for a moment."""
    with _some:
        if _thread and _thread[0][0] == os.getpid():
            _some.wait_for(lambda: not _waiting and not _at_work, timeout=LAST_CALL)

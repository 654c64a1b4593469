"""Two times of a fact: when it happened, and when it was recorded. The books of a manufacturer give the second.

Who records a fact holds the books open (a shared lock until the transaction ends); who judges closes them (an
exclusive lock for a moment). So a closing waits for every fact that is being written, and whatever comes after it
is recorded later than it, also when machines' clocks differ: *as known at K* has one answer for ever.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

from .models import Closing

_LOCKS = 7_302_002  # first key of the advisory locks, one a manufacturer; 0 for facts of no manufacturer
_NEXT = timedelta(microseconds=1)


def hold_open(manufacturer_id: int | None) -> None:
    """Keep the books open until the caller's transaction ends; the first thing that a step does, before row locks."""
    _lock("pg_advisory_xact_lock_shared", manufacturer_id)


def recorded_at(manufacturer_id: int | None, at: datetime, step: str = "") -> datetime:
    """The moment to record facts with, told at ``at``: never before or at a closing that did not know them.

    Until the transaction ends, whatever recorded table is written gets this moment and the name of the ``step``
    (facts/sql.py): a change without one was made behind the application's back.
    """
    hold_open(manufacturer_id)
    last = last_closing(manufacturer_id)
    moment = at if last is None or at > last else last + _NEXT
    return _record_with(moment, step or "step")


def load_history(step: str) -> None:
    """Say that what the transaction writes in bulk is history: known since ever, for nobody wrote down since when."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.recorded_at', '-infinity', true), set_config('app.step', %s, true)", [step]
        )


def close(manufacturer_id: int, at: datetime) -> datetime:
    """Close the books at ``at``, or just after the last closing if that is later; returns the moment known.

    Runs in the system's scope. Facts that others are writing are waited for. The lock ends with the caller's
    transaction: whoever judges in the same transaction sees just what was known, and what it writes is known with it.
    """
    _lock("pg_advisory_xact_lock", manufacturer_id)
    last = last_closing(manufacturer_id)
    known_at = at if last is None or at > last else last + _NEXT
    Closing.objects.create(manufacturer_id=manufacturer_id, known_at=known_at)
    _record_with(known_at, "evaluate")
    return known_at


def last_closing(manufacturer_id: int | None) -> datetime | None:
    """When the books were last closed; None: never."""
    rows = Closing.objects.filter(manufacturer_id=manufacturer_id or 0).order_by("-known_at")
    return rows.values_list("known_at", flat=True).first()


def _record_with(moment: datetime, step: str) -> datetime:
    """Tell the triggers of the transaction. A step that tells what happened before it is recorded now all the same."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.step', %s, true), set_config('app.recorded_at', greatest(%s::timestamptz, "
            "nullif(current_setting('app.recorded_at', true), '')::timestamptz)::text, true)::timestamptz",
            [step, moment],
        )
        told: datetime = cursor.fetchone()[1]
    return told


def _lock(function: str, manufacturer_id: int | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, %s)", [_LOCKS, manufacturer_id or 0])

"""Ask again what was known at a moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, transaction


@contextmanager
def as_known(at: datetime) -> Iterator[None]:
    """Let every read of the block see recorded tables as they were known at ``at`` (inclusive); nothing can be written.

    The block runs in the caller's scope: its walls hold. Tables that are not recorded are seen as they are. Within
    another such block it looks back from there, and the outer one goes on as it was.
    """
    with transaction.atomic():
        before = _look(at.isoformat(), "known, public")
        yield
        _look(*before)  # after an error the savepoint takes it back


def _look(moment: str, path: str) -> tuple[str, str]:
    """Look from a moment; returns from where it was looked before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH before AS MATERIALIZED (SELECT coalesce(current_setting('app.known_at', true), '') AS moment, "
            "current_setting('search_path') AS path) SELECT moment, path, set_config('app.known_at', %s, true), "
            "set_config('search_path', %s, true) FROM before",
            [moment, path],
        )
        was: tuple[str, str] = cursor.fetchone()[:2]
    return was

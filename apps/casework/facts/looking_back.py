"""Ask again what was known at a moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, transaction


@contextmanager
def as_known(at: datetime) -> Iterator[None]:
    """Let every read of the block see recorded tables as they were known at ``at`` (inclusive); nothing can be written.

    The block runs in the caller's scope: its walls hold. Tables that are not recorded are seen as they are.
    """
    with transaction.atomic():
        _look(at.isoformat(), "known, public")
        yield
        _look("", "public")  # after an error the savepoint takes it back


def _look(moment: str, path: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.known_at', %s, true), set_config('search_path', %s, true)", [moment, path]
        )

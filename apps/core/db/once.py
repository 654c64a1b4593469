"""What a transaction reads once: rows that nobody changes, asked for again and again by the same work."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, connections

from .base import DatabaseWrapper

Row = TypeVar("Row")


def once(key: Hashable, read: Callable[[], Row]) -> Row:
    """What ``read`` answers, asked for no more often than once in a transaction for the same ``key``.

    Only for what stays as it is until the transaction ends, such as a row that is never changed. Outside of a
    transaction, and after a rollback to a savepoint, it is read anew: a row that was made may be gone.
    """
    connection = cast(DatabaseWrapper, connections[DEFAULT_DB_ALIAS])
    if not connection.in_atomic_block:
        return read()
    if key not in connection.known:
        value = read()
        connection.known[key] = value
        return value
    return cast(Row, connection.known[key])

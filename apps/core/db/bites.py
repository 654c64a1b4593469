"""Deleting by age in small bites: no long lock, no large transaction, safe to stop at any moment."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from django.db.models import QuerySet

#: Rows that one transaction deletes.
BITE = 1_000


def delete_in_bites(
    rows: Callable[[], QuerySet[Any]], *, scope: Callable[[], AbstractContextManager[Any]], bite: int = BITE
) -> int:
    """Delete what ``rows`` gives, ``bite`` rows a transaction, each inside ``scope``; returns how many."""
    gone: int = 0
    while True:
        with scope():
            wanted = rows()
            some = wanted.model._default_manager.filter(pk__in=wanted.values("pk")[:bite])
            deleted, _by_model = some.delete()
        gone += deleted
        if deleted < bite:
            return gone

"""Taking turns: who counts or gathers for one person waits for whoever does it now."""

from __future__ import annotations

from django.db import connection


def take_turn(what: str, key: object) -> None:
    """Let nobody else take a turn at ``what`` for ``key`` until this transaction ends; waits for whoever has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7302021))", [f"{what}:{key}"])

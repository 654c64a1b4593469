"""Django's migrate, on the connection of the role that owns the tables."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import connections

from apps.runtime.quick_states import quick_states
from apps.runtime.roles import SIDES


class Command(DjangoMigrate):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    def handle(self, *args: Any, **options: Any) -> None:
        missing = missing_roles(options["database"])
        if missing:
            raise CommandError(
                f"{', '.join(missing)}: no such role yet. This version needs it: run manage.py bootstrap_roles "
                "--admin-url URL first, as you did when you set the site up; it makes what is missing and nothing else"
            )
        with quick_states():
            super().handle(*args, **options)


def missing_roles(database: str) -> list[str]:
    """Roles that the walls need and the server has not."""
    with connections[database].cursor() as cursor:
        cursor.execute("SELECT r FROM unnest(%s::text[]) AS s (r) WHERE to_regrole(r) IS NULL", [list(SIDES)])
        return [role for (role,) in cursor.fetchall()]

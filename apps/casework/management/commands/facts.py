"""``manage.py facts check``: are rows as they are recorded, and columns as their facts say? Exit 1 when not.

``manage.py facts split --table claims_claim --before 2026-01-01`` cuts a large table of versions (docs/scale.md).
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.casework.facts import check, partitions, projections
from apps.casework.facts.registry import recorded_tables
from apps.organizations.scope import system_scope


class Command(BaseCommand):
    help = "Check recorded rows against their record, and projected columns against the facts they are made of."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["check", "split"])
        parser.add_argument("--table", help="split: whose versions")
        parser.add_argument("--before", type=date.fromisoformat, help="split: versions that ended before this day")

    def handle(self, *args: Any, action: str, table: str | None, before: date | None, **options: Any) -> None:
        if action == "split":
            self._split(table, before)
        else:
            self._check()

    def _split(self, table: str | None, before: date | None) -> None:
        if not table or not before:
            raise CommandError("say --table and --before")
        try:
            moved = partitions.split(table, before=before)
        except ValueError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{moved:,} versions of {table} that ended before {before} have a partition of their own")

    def _check(self) -> None:
        with system_scope("facts check"):
            found = [*check.unrecorded(), *projections.differing()]
        for difference in found:
            self.stderr.write(f"{difference.table} {difference.key}: {difference.problem}")
        if found:
            self.stderr.write("Somebody changed these rows behind the application's back")
            sys.exit(1)
        self.stdout.write(f"{len(recorded_tables())} tables are as recorded, and their columns are what the facts say")

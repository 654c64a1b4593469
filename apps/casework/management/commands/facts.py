"""``manage.py facts check``: are rows as they are recorded, and columns as their facts say? Exit 1 when not."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from apps.casework.facts import check, projections
from apps.casework.facts.registry import recorded_tables
from apps.organizations.scope import system_scope


class Command(BaseCommand):
    help = "Check recorded rows against their record, and projected columns against the facts they are made of."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["check"])

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        with system_scope("facts check"):
            found = [*check.unrecorded(), *projections.differing()]
        for difference in found:
            self.stderr.write(f"{difference.table} {difference.key}: {difference.problem}")
        if found:
            self.stderr.write("Somebody changed these rows behind the application's back")
            sys.exit(1)
        self.stdout.write(f"{len(recorded_tables())} tables are as recorded, and their columns are what the facts say")

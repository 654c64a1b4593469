"""``manage.py tallies rebuild`` and ``manage.py tallies check`` (exit 1 on a difference)."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from apps.compliance import tallies
from apps.organizations.scope import system_scope


class Command(BaseCommand):
    help = "Rebuild the tallies from the clocks, or check them against the clocks."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["rebuild", "check"])

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        with system_scope(f"tallies {action}"):
            if action == "rebuild":
                self.stdout.write(f"counted anew: {tallies.rebuild()} cell-days differed and were mended")
            else:
                self._check()

    def _check(self) -> None:
        found = tallies.differences()
        for difference in found:
            day = difference.day
            self.stderr.write(
                f"manufacturer {day.manufacturer_id} {day.country} {day.obligation} {day.powertrain or '-'} "
                f"{day.due_on}: tallied due/met {difference.tallied}, clocks say {difference.counted}"
            )
        if found:
            self.stderr.write("The tallies differ from the clocks: run manage.py tallies rebuild")
            sys.exit(1)
        self.stdout.write("The tallies are what the clocks say")

"""``manage.py search_lines check`` (exit 1 on a difference) and ``manage.py search_lines rebuild``."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from apps.claims.search_lines import differing
from apps.organizations.scope import system_scope


class Command(BaseCommand):
    help = "Compare the lines that a workshop's search reads with claims and contacts, or make those that differ anew."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["check", "rebuild"])

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        with system_scope(f"search_lines {action}"):
            found = differing(mend=action == "rebuild")
        if action == "rebuild":
            self.stdout.write(f"made anew: the lines of {len(found):,} claims")
        elif found:
            self.stderr.write(f"The lines of {len(found):,} claims are not what the claims say, first of all of claim")
            self.stderr.write(f"{min(found)}: run manage.py search_lines rebuild")
            sys.exit(1)
        else:
            self.stdout.write("The lines are what claims and contacts say")

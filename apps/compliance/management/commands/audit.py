"""``manage.py audit``: is what is on record what was sealed and published? Exit 1 when it is not."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.compliance.models import Head, Seal
from apps.compliance.seals.auditing import audit, differing_lines, not_as_recorded
from apps.organizations.scope import system_scope


class Command(BaseCommand):
    help = (
        "Compare rows behind figures and flags with their records, those with their seals, and the seals with the "
        "published heads; "
        "exit 1 and tell what differs."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--heads", type=Path, help="a file of heads that somebody kept, a line each, to compare with as well"
        )

    def handle(self, *args: Any, heads: Path | None, **options: Any) -> None:
        kept = _read(heads) if heads else {}
        problems = 0
        with system_scope("audit"):
            for problem in (*differing_lines(kept), *audit(), *not_as_recorded()):
                problems += 1
                self.stdout.write(problem)
            sealed = f"{Seal.objects.count()} seals, {Head.objects.count()} heads"
        self.stdout.write(f"{sealed}: {problems} differences" if problems else f"{sealed}: all is as it was sealed")
        if problems:
            sys.exit(1)


def _read(path: Path) -> dict[date, str]:
    """Lines as published, by day. Raises CommandError that names the line."""
    found = {}
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if not line.strip():
            continue
        try:
            found[date.fromisoformat(line.split()[0])] = line.strip()
        except ValueError:
            raise CommandError(f"{path}, line {number}: {line!r} does not begin with a day as 2026-03-31") from None
    return found

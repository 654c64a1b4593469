"""``manage.py stock check``: do balances, bins and promises say what ledger and reservations say?"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from apps.organizations.scope import system_scope
from apps.parts.selectors.checks import differences


class Command(BaseCommand):
    help = "Compare stock with its ledger and reservations, and name what differs. Exit 0 when nothing does, else 1."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["check"])
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        with system_scope("check stock against its ledger"):
            found = list(differences())
        for row in found:
            if options["format"] == "json":
                self.stdout.write(json.dumps(asdict(row)))
            else:
                self.stdout.write(
                    f"{row.what}: dealer {row.dealer}, part {row.part} {row.place}: {row.kept} kept, {row.due} due"
                )
        if found:
            sys.exit(1)
        if options["format"] == "text":
            self.stdout.write("Stock, ledger and reservations agree.")

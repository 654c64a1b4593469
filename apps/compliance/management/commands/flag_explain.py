"""``manage.py flag_explain NUMBER`` or ``--all``: compute evidence again and say whether it is identical."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.compliance.explaining import Explanation, explain_flag
from apps.compliance.models import Flag
from apps.organizations.scope import system_scope


class Command(BaseCommand):
    help = (
        "Compute evidence of a flag, or of all, again from what is stored and from the clocks as known then; exit 1 "
        "when anything differs. What was decided or recorded since is told, and is no difference."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", nargs="?", default="", help="number of the flag, as F-7K3M9Q2D")
        parser.add_argument("--all", action="store_true", help="every flag, and what of it differs")

    def handle(self, *args: Any, number: str, all: bool, **options: Any) -> None:
        if all == bool(number):
            raise CommandError("give the number of a flag, or --all")
        with system_scope(f"explain flag {number or 'all'}"):
            flags = Flag.objects.order_by("id")
            if number:
                flags = flags.filter(number=number.strip().upper())
                if not flags.exists():
                    raise CommandError(f"no flag has the number {number!r}: copy it from the flag's page")
            differs = [self._flag(flag, brief=all) for flag in flags.iterator(chunk_size=100)]
        if all:
            self.stdout.write(f"{len(differs)} flags, {sum(differs)} of them differ")
        if any(differs):
            sys.exit(1)

    def _flag(self, flag: Flag, *, brief: bool) -> bool:
        """Tell a flag's links, and whether anything differs; briefly, only what does."""
        links, wrong = explain_flag(flag)
        differs = bool(wrong) or not all(link.identical for link in links)
        if brief and differs:
            self.stdout.write(f"flag {flag.number}")
        for link in links:
            if not brief or not link.identical:
                self._link(link)
        for problem in wrong:
            self.stdout.write(f"  {problem}")
        return differs

    def _link(self, explanation: Explanation) -> None:
        link = explanation.evidence
        word = ("identical" if explanation.identical else "differs") + _since(explanation)
        self.stdout.write(f"evidence {link.sequence} as of {link.as_of:%Y-%m-%d %H:%M} UTC: {word}")
        for difference in explanation.differences:
            self.stdout.write(f"  {difference}")


def _since(explanation: Explanation) -> str:
    """What was decided or recorded since, and what the same cases say with that."""
    since = explanation.since
    told = []
    if since.taken_out:
        decisions = ", ".join(since.decisions)
        told.append(f"since then {since.taken_out} cases were taken out by decision {decisions}")
    if since.recorded_late:
        told.append(f"since then {since.recorded_late} facts were recorded late")
    return f"; {'; '.join(told)}, with that {since.met} of {since.due}" if told else ""

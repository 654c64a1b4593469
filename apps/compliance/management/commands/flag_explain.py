"""``manage.py flag_explain NUMBER``: compute a flag's evidence again and say whether it is identical."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.compliance.explaining import Explanation, explain
from apps.compliance.models import Flag, FlagEvidence
from apps.organizations.scope import system_scope


class Command(BaseCommand):
    help = (
        "Compute a flag's evidence again from what is stored and from the clocks as known then; exit 1 when anything "
        "differs. What was decided or recorded since is told, and is no difference."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", help="number of the flag, as F-7K3M9Q2D")

    def handle(self, *args: Any, number: str, **options: Any) -> None:
        with system_scope(f"explain flag {number}"):
            flag = Flag.objects.filter(number=number.strip().upper()).first()
            if flag is None:
                raise CommandError(f"no flag has the number {number!r}: copy it from the flag's page")
            differs = self._links(list(flag.evidence.order_by("sequence")))
        if differs:
            sys.exit(1)

    def _links(self, links: list[FlagEvidence]) -> bool:
        differs = False
        for before, link in zip([None, *links], links, strict=False):
            explanation = explain(link, before)
            differs |= not explanation.identical
            word = ("identical" if explanation.identical else "differs") + _since(explanation)
            self.stdout.write(f"evidence {link.sequence} as of {link.as_of:%Y-%m-%d %H:%M} UTC: {word}")
            for difference in explanation.differences:
                self.stdout.write(f"  {difference}")
        return differs


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

"""``manage.py simulate --seed 7 --months 24 --clocks 100000``: a fictional industry whose truth is known."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from apps.duties.models import Clock
from apps.lab.simulation.industry import Plan, build
from apps.organizations.scope import system_scope


class Command(BaseCommand):
    help = "Write fictional manufacturers, dealers, owners, claims, orders and clocks with known truth."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=7)
        parser.add_argument("--months", type=int, default=24)
        parser.add_argument("--clocks", type=int, default=100_000)
        parser.add_argument("--makers", type=int, default=20)
        parser.add_argument("--as-of", type=date.fromisoformat, help="last day that has happened (default: yesterday)")
        parser.add_argument("--into-existing", action="store_true", help="add to a database that has clocks already")

    def handle(self, *args: Any, **options: Any) -> None:
        if not 1_000 <= options["clocks"] <= 5_000_000:
            raise CommandError(f"--clocks {options['clocks']} is out of range: give 1,000 to 5,000,000")
        if not 3 <= options["months"] <= 60 or not 4 <= options["makers"] <= 90:
            raise CommandError("--months goes from 3 to 60 and --makers from 4 to 90")
        with system_scope("simulation: is there data already"):
            if Clock.objects.exists() and not options["into_existing"]:
                raise CommandError("this database has clocks already: use an empty one, or --into-existing")
        day = options["as_of"] or (timezone.now() - timedelta(days=1)).date()
        as_of = datetime.combine(day + timedelta(days=1), time(), UTC)
        plan = Plan(options["seed"], options["months"], options["clocks"], as_of, options["makers"])
        truth = build(plan, say=lambda text: self.stdout.write(f"  {text}"))
        path = Path(settings.VAR_DIR) / f"simulation-{plan.seed}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps([maker.as_row() for maker in truth], indent=1))
        for maker in truth:
            lag = f", {maker.kept_later:.0%} from {maker.lagging_from}" if maker.lagging_from else ""
            self.stdout.write(f"{maker.name:24} {maker.kind:9} keeps {maker.kept:.1%}{lag}")
        self.stdout.write(f"The truth stands in {path}")

"""``manage.py compliance_sweep --as-of DATE [--manufacturer SLUG]``: judge as of any day."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from apps.compliance import runs
from apps.compliance.evaluation import Outcome, manufacturers_to_judge
from apps.compliance.models import Evaluation
from apps.core.today import day_of_figures
from apps.organizations.models import Organization
from apps.organizations.scope import system_scope


def end_of_day(text: str) -> datetime:
    """The moment a day is over, in UTC."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no date: write it as 2026-09-30") from None
    return datetime.combine(day + timedelta(days=1), time(), UTC)


class Command(BaseCommand):
    help = "Judge manufacturers as of the end of a day (the last one that is over, unless said otherwise)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--as-of", type=end_of_day, help="a day, as 2026-09-30")
        parser.add_argument("--manufacturer", help="short name (slug) of one manufacturer")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        as_of = options["as_of"] or now.replace(hour=0, minute=0, second=0, microsecond=0)
        if as_of > now + timedelta(days=1):
            raise CommandError(f"--as-of lies in the future: the last day that can be judged is {day_of_figures(now)}")
        with system_scope("compliance sweep"):
            makers = self._makers(options["manufacturer"])
            run = runs.begin_manual(makers, as_of=as_of, at=now)
        for maker in makers:
            self._judge(run.pk, maker, options["format"])
        with system_scope("compliance sweep"):
            run.refresh_from_db()
        if options["format"] == "text":
            self.stdout.write(
                f"{run.manufacturers} manufacturers judged as of {as_of:%Y-%m-%d %H:%M} UTC "
                f"by rule {run.rule_version}: "
                f"{run.opened} flags opened, {run.cleared} ended, {len(run.errors)} errors"
            )
        if run.status == Evaluation.Status.FAILED:
            sys.exit(2)

    def _makers(self, slug: str | None) -> list[int]:
        if slug is None:
            return manufacturers_to_judge()
        maker = Organization.objects.filter(kind=Organization.Kind.MANUFACTURER, slug=slug).first()
        if maker is None:
            raise CommandError(f"--manufacturer {slug!r} is unknown: give the short name of a manufacturer")
        return [maker.pk]

    def _judge(self, run_id: int, maker: int, form: str) -> None:
        try:
            outcome = runs.do_part(run_id, maker, at=timezone.now())
        except Exception as error:  # one failing manufacturer is reported and stops no other
            runs.fail_part(run_id, maker, repr(error), at=timezone.now())
            self.stderr.write(f"manufacturer {maker}: {error!r}")
            return
        if outcome is not None:
            self._tell(outcome, form)

    def _tell(self, outcome: Outcome, form: str) -> None:
        if form == "json":
            for row in outcome.rows():
                self.stdout.write(json.dumps(row, sort_keys=True))
            return
        states = Counter(finding.judged.state.value for finding in outcome.findings)
        told = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
        note = "" if outcome.recorded else " (a look back: nothing on record was changed)"
        self.stdout.write(f"manufacturer {outcome.manufacturer_id}: {told or 'no clocks'}{note}")

"""``manage.py load_real FOLDER``: real VINs, complaints, case histories and parts demand, under pseudonyms."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Max
from django.utils import timezone

from apps.claims.models import ClaimEvent
from apps.compliance import tallies
from apps.lab.realdata import demand, histories, vehicles
from apps.lab.realdata.cast import Players
from apps.lab.realdata.report import REFUSED, Report
from apps.notifications.models import OutboxEvent
from apps.organizations.scope import system_scope

#: Cars that carry the case histories of 2016 were on the road by then.
_CASES_DELIVERED = date(2016, 1, 4)


class Command(BaseCommand):
    help = "Load the folder of real data through the services; running it twice changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--format", choices=["text", "json"], default="text")
        parser.add_argument("--no-sweep", action="store_true")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        missing = [
            name
            for name in (vehicles.FILE, histories.COMPLAINTS, histories.CASES, demand.FILE)
            if not (folder / name).is_file()
        ]
        if missing:
            raise CommandError(f"{folder} has no {', '.join(missing)}: name the folder with the real data")
        report = self._load(folder)
        last = self._settle()
        path = Path(settings.VAR_DIR) / "load_real_report.csv"
        report.write(path)
        self._tell(report, path, last, options["format"])
        if not options["no_sweep"] and last is not None:
            call_command(
                "compliance_sweep", as_of=datetime.combine(last + timedelta(days=1), time(), UTC), stdout=self.stdout
            )
        if any(line[3] == REFUSED for line in report.lines):
            sys.exit(1)

    def _load(self, folder: Path) -> Report:
        report = Report()
        rows, complaints = vehicles.read(folder, report), histories.read_complaints(folder, report)
        players = Players.of_makes({vehicles.make_of(row) for _line, row in rows})
        delivered = [histories.complaint_delivered_on(row) or _CASES_DELIVERED for _line, row in complaints]
        delivered += [_CASES_DELIVERED] * (len(rows) - len(complaints))
        # Old cars first: complaints go back to 1995.
        rows.sort(key=lambda line: (line.row["label_year"] or "9999", line.row["vin"]))
        self._say("vehicles")
        cars = vehicles.load(rows, players, delivered, report)
        self._say("complaints")
        histories.load_complaints(complaints, cars, report)
        self._say("case histories")
        others = [car for car in cars[len(complaints) :] if car is not None]
        histories.load_cases(histories.read_cases(folder, report), others, report)
        self._say("parts demand")
        most = max(players.makers, key=lambda make: (sum(vehicles.make_of(row) == make for _line, row in rows), make))
        with system_scope("real data: the maker of the parts"):
            players.maker(most, next(row["wmi"] for _line, row in rows if vehicles.make_of(row) == most), "US")
        demand.load(demand.read(folder, report), players, most, report)
        return report

    def _settle(self) -> date | None:
        """Count the tallies; history is told to nobody. Returns the last day of the case histories."""
        with system_scope("real data: tallies"):
            tallies.rebuild()
            OutboxEvent.objects.filter(relayed_at=None).update(relayed_at=timezone.now())
            last = ClaimEvent.objects.filter(claim__request_key__startswith="real-INC").aggregate(Max("happened_at"))
        moment = last["happened_at__max"]
        return moment.date() if moment else None

    def _tell(self, report: Report, path: Path, last: date | None, form: str) -> None:
        if form == "json":
            self.stdout.write(json.dumps({"files": report.summary(), "last_day": str(last), "report": str(path)}))
            return
        for file, counts in report.summary().items():
            told = ", ".join(f"{count} {outcome}" for outcome, count in counts.items())
            self.stdout.write(f"{file}: {told}")
        for reason, count in report.reasons().most_common(8):
            self.stdout.write(f"  {count} × {reason[:150]}")
        self.stdout.write(f"Each row's outcome stands in {path}; the last day of the case histories is {last}")

    def _say(self, what: str) -> None:
        self.stderr.write(f"  {what} …")

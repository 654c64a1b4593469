"""``manage.py demo``: the fictional data of a first start, and the sign-ins that show them."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from apps.compliance import checks
from apps.lab.demo import labels, orphans, people, stories
from apps.lab.simulation.industry import Plan, build
from apps.notifications.models import OutboxEvent
from apps.organizations.models import Appointment, Organization
from apps.organizations.scope import system_scope
from apps.oversight import signals

CLOCKS, MONTHS, MAKERS, SEED = 24_000, 18, 12, 7
#: Of few cases a week. At three in four, small manufacturers would lag for months before anybody may be sure.
KEPT_LATER = 0.55


class Command(BaseCommand):
    help = "Fill an empty database with fictional data; print one sign-in for each role."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing when there is any organisation")
        parser.add_argument("--show-logins", action="store_true", help="only print the sign-ins")
        parser.add_argument("--clocks", type=int, default=CLOCKS)

    def handle(self, *args: Any, if_empty: bool, show_logins: bool, clocks: int, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("the demo has known sign-ins: it is not for production")
        if show_logins:
            self._show()
            return
        with system_scope("demo: is there data already"):
            taken = Organization.objects.exists()
        if taken and if_empty:
            people.begin_anew(timezone.now())
            return
        if taken:
            raise CommandError("this database has organisations already: the demo needs an empty one")
        self._make(clocks)

    def _make(self, clocks: int) -> None:
        now = timezone.now()
        self.stdout.write("  a fictional industry of 18 months …")
        plan = Plan(SEED, MONTHS, clocks, now, MAKERS, KEPT_LATER)
        truth = build(plan)
        lagging = next(maker for maker in truth if maker.kind == "lagging")
        with system_scope("demo: people"):
            maker = Organization.objects.get(slug=lagging.slug)
            dealer = Appointment.objects.select_related("dealer").get(manufacturer=maker, country="KE").dealer
            cast = people.create(maker, dealer)
        people.begin_anew(now)
        self.stdout.write("  the people and their stories …")
        stories.tell(cast, now)
        self.stdout.write("  judging everybody …")
        call_command("tallies", "rebuild", stdout=self.stdout)
        with system_scope("demo: what happened long ago is told to nobody"):
            OutboxEvent.objects.filter(relayed_at=None).delete()
        call_command("compliance_sweep", stdout=self.stdout)
        with system_scope("demo: conduct beside the duties"):
            signals.look(as_of=now.replace(hour=0, minute=0, second=0, microsecond=0), at=now)
        checks.publish_head(at=now)

    def _show(self) -> None:
        found = people.logins()
        if not found:
            return
        self.stdout.write("\nSign in as (passwords of this installation, kept in var/demo_logins.json):")
        for login in found:
            self.stdout.write(f"  {login['email']:24} {login['password']:14} {login['role']}")
        days = settings.SECOND_FACTOR_GRACE.days
        self.stdout.write(f"All but the owner are asked to set up a second step, within {days} days of the last start.")
        if settings.POST_BACKEND.endswith("filebased.EmailBackend"):
            self.stdout.write(
                f"Mail, with the links of sign-up and new passwords, is written to {settings.EMAIL_FILE_PATH}."
            )
        vins = stories.free_vins()
        if vins:
            self.stdout.write(f"\nCars that nobody has registered yet: try it with {' or '.join(vins)} (Kenya).")
            self.stdout.write(f"Their door labels, to read the VIN from a photo: {labels.draw(vins)}")
        to_check = orphans.vins_to_check(stories.FREE)
        if to_check:
            self.stdout.write(
                f"Check a car without signing in, at /check/: {to_check[0]} (exported under a licence), "
                f"{to_check[1]} (no record)."
            )
        self.stdout.write("")

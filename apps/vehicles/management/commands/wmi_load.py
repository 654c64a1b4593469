"""Load the WMI registry that comes with the program into its table; running it again changes nothing."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from apps.organizations.scope import system_scope
from apps.vehicles.models import Wmi
from apps.vehicles.wmi import read_registry

_FACTS = ["maker", "country", "source", "confidence"]


class Command(BaseCommand):
    help = "Load the registry of world manufacturer identifiers into its table."

    def handle(self, *args: Any, **options: Any) -> None:
        rows = {row.code: Wmi(**asdict(row)) for row in read_registry()}
        with system_scope("registry of WMI"):
            gone, _details = Wmi.objects.exclude(code__in=rows).delete()
            Wmi.objects.bulk_create(
                rows.values(), batch_size=2_000, update_conflicts=True, unique_fields=["code"], update_fields=_FACTS
            )
        self.stdout.write(f"{len(rows)} codes in the registry, {gone} no longer")

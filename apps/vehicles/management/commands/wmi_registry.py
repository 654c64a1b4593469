"""``manage.py wmi_registry FOLDER``: make ``data/wmi_vpic.csv`` anew from the public-domain table in a folder.

Kept are makers of cars, vans, trucks and buses; of several names for one code, the first by name. The table's
country is the seat of whoever filed, often an importer or a parent (a code of Mexico filed by a German firm): the
country that the code itself stands for goes before it.
"""

from __future__ import annotations

import csv
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django_countries import countries

from apps.vehicles.wmi import COUNTRY_OF_PAIR, DATA, WmiRow

KINDS = {
    "Passenger Car",
    "Multipurpose Passenger Vehicle (MPV)",
    "Truck",
    "Bus",
    "Incomplete Vehicle",
}
#: The table's own names of countries, where they are not those of ISO 3166.
NAMES = {
    "UNITED STATES (USA)": "US",
    "UNITED KINGDOM (UK)": "GB",
    "ENGLAND": "GB",
    "SOUTH KOREA": "KR",
    "RUSSIA": "RU",
    "CZECH REPUBLIC": "CZ",
    "TURKEY": "TR",
    "VIETNAM": "VN",
    "TAIWAN": "TW",
    "HONG KONG": "HK",
    "MACAO": "MO",
    "VENEZUELA": "VE",
}
#: Codes whose makers sit elsewhere than their first characters say.
SEATS = {"7DL": "US", "LES": "TW", "LM5": "TW"}


class Command(BaseCommand):
    help = "Make the file of makers out of wmi_vpic.csv in a folder."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        source = folder / "wmi_vpic.csv"
        if not source.is_file():
            raise CommandError(f"there is no wmi_vpic.csv in {folder}: name the folder that holds it")
        rows: dict[str, WmiRow] = {}
        with source.open(newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                if row["vehicle_type"] in KINDS:
                    country = SEATS.get(row["wmi"]) or COUNTRY_OF_PAIR.get(row["wmi"][:2]) or _iso(row["country"])
                    found = WmiRow(row["wmi"], _tidy(row["manufacturer"]), country, "NHTSA vPIC", "high")
                    rows[found.code] = min(rows.get(found.code, found), found, key=lambda r: r.maker)
        with (DATA / "wmi_vpic.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["code", "maker", "country", "source", "confidence"])
            for code in sorted(rows):
                found = rows[code]
                writer.writerow([found.code, found.maker, found.country, found.source, found.confidence])
        self.stdout.write(f"{len(rows)} codes written")


def _iso(name: str) -> str:
    if not name:
        return ""
    return NAMES.get(name) or countries.by_name(name.title()) or countries.by_name(name) or ""


def _tidy(name: str) -> str:
    return " ".join(name.split())

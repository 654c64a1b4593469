"""The real VINs as registered vehicles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from apps.accounts.models import User
from apps.core.errors import Refused
from apps.organizations.models import Organization
from apps.organizations.scope import system_scope
from apps.vehicles.models import Registration, Vehicle
from apps.vehicles.services.proofs import verify
from apps.vehicles.vin import decode
from apps.warranty.services import register_vehicle

from .cast import Players, act
from .report import KNOWN, LOADED, REFUSED, Report
from .rows import Line, read_rows, whole

FILE = "vin_dev.csv"


@dataclass
class Car:
    """A registered vehicle with its owner, in the order of the file."""

    vehicle: Vehicle
    owner: User
    label_year: int | None


def read(folder: Path, report: Report) -> list[Line]:
    return read_rows(folder / FILE, "vin", ("wmi", "make", "label_year", "source"), report)


def country_of(row: dict[str, str]) -> str:
    """Where the listing is from: Russian dealers' feeds, else North America."""
    return "RU" if "astro-dealer" in row["source"] else "US"


def make_of(row: dict[str, str]) -> str:
    return (row["make"] or row["wmi"]).upper()


def load(rows: list[Line], players: Players, delivered: list[date], report: Report) -> list[Car | None]:
    """Register every VIN, ``delivered[n]`` being the day that the n-th is given; None stands for a refused one."""
    cars: list[Car | None] = []
    for n, (line, row) in enumerate(rows):
        vin, country = row["vin"], country_of(row)
        found = decode(vin)
        with system_scope("real data: people and firms"):
            players.maker(make_of(row), found.wmi, country)
            owner = players.owner(vin, n + 1, country)
            known = Vehicle.objects.filter(vin=vin, owner=owner).first()
        year = whole(row["label_year"])
        if known is not None:
            report.add(FILE, line, vin, KNOWN)
            cars.append(Car(known, owner, year))
            continue
        try:
            vehicle = act(
                owner,
                register_vehicle,
                owner_id=owner.pk,
                vin_text=vin,
                delivered_on=delivered[n],
                odometer_km=10,
                country=country,
                dealer_id=players.workshop(country).pk,
                at=datetime.combine(delivered[n] + timedelta(days=1), time(9), UTC),
            )
        except Refused as error:
            report.add(FILE, line, vin, REFUSED, str(error))
            cars.append(None)
            continue
        _seen_by_workshop(vehicle, players.workshop(country), delivered[n])
        remarks = "; ".join(str(finding) for finding in found.warnings)
        report.add(FILE, line, vin, LOADED, remarks)
        cars.append(Car(vehicle, owner, year))
    return cars


def _seen_by_workshop(vehicle: Vehicle, workshop: Organization, delivered: date) -> None:
    """Verify the registration: the car is on no list of its manufacturer's, and its cases would count for nobody."""
    with system_scope("real data: the registration"):
        registration = Registration.objects.get(vehicle=vehicle)
    note, at = "The car stands in a public list of cars", datetime.combine(delivered + timedelta(days=2), time(9), UTC)
    act(workshop, verify, registration=registration, seen=Registration.Ground.CAR, note=note, at=at)

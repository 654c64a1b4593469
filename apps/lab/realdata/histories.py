"""Real complaints as claims, and real case histories as the lives of claims.

Neither data set tells when a workshop first answered. So the answer stands at the opening of a case, its clock counts
for nobody, and only the repair is judged: from opened to resolved. Nothing is interpolated.
"""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from apps.claims import services as claims
from apps.claims.models import Claim
from apps.core.errors import Refused
from apps.duties.models import Clock
from apps.organizations.models import Organization
from apps.organizations.scope import acting_as, system_scope
from apps.vehicles.models import Vehicle

from .cast import act, identity_of
from .report import KNOWN, LOADED, PARTLY, REFUSED, Report
from .rows import Line, read_rows, whole
from .vehicles import Car

COMPLAINTS, CASES = "nhtsa_complaints_sample.tsv", "servicenow_incidents.csv"
_KM_A_MILE = 1.609344
_COMPONENTS = (
    ("STEERING", "steering"), ("SUSPENSION", "suspension"), ("PARKING BRAKE", "parking_brake"),
    ("SERVICE BRAKES", "service_brakes"), ("ENGINE", "engine"), ("FUEL", "fuel_system"), ("POWER TRAIN", "power_train"),
    ("ELECTRICAL", "electrical"), ("EXTERIOR LIGHTING", "lighting"), ("VISIBILITY", "visibility"),
    ("AIR BAGS", "air_bags"), ("SEAT BELTS", "seat_belts"), ("SEATS", "seats"), ("STRUCTURE", "structure"),
    ("LATCHES", "structure"), ("VEHICLE SPEED", "speed_control"), ("TIRES", "tyres_wheels"), ("WHEELS", "tyres_wheels"),
    ("ELECTRONIC STABILITY", "driver_assistance"), ("TRACTION CONTROL", "driver_assistance"),
)  # fmt: skip


def component_of(text: str) -> str:
    """Our component for a complaint's component text, by its top level."""
    return next((ours for start, ours in _COMPONENTS if text.upper().startswith(start)), "other")


def day_of(text: str) -> date | None:
    try:
        found = datetime.strptime(text, "%Y%m%d").replace(tzinfo=UTC).date()
    except ValueError:
        return None
    return found if found.year > 1901 else None  # the data write an unknown day as 1900 or 1901


def read_complaints(folder: Path, report: Report) -> list[Line]:
    columns = ("FAILDATE", "DATEA", "PURCH_DT", "COMPDESC", "MILES", "CDESCR")
    return read_rows(folder / COMPLAINTS, "CMPLID", columns, report, delimiter="\t", quoting=csv.QUOTE_NONE)


def read_cases(folder: Path, report: Report) -> list[Line]:
    columns = ("opened_at", "resolved_at", "closed_at", "priority", "category", "reopen_count")
    return read_rows(folder / CASES, "number", columns, report)


def complaint_delivered_on(row: dict[str, str]) -> date | None:
    """A day by which the complaint's car was on the road: its purchase, else a year before it failed."""
    failed = day_of(row["FAILDATE"]) or day_of(row["DATEA"])
    bought = day_of(row["PURCH_DT"])
    if failed is None:
        return None
    return bought if bought and bought <= failed else failed - timedelta(days=365)


def load_complaints(rows: list[Line], cars: list[Car | None], report: Report) -> None:
    """One claim a complaint, on a car of its own (the public VINs have 11 characters and match none of the list)."""
    for (line, row), car in zip(rows, cars, strict=False):
        key = f"nhtsa-{row['CMPLID']}"
        if car is None:
            report.add(COMPLAINTS, line, key, REFUSED, "the vehicle it would stand on was refused")
            continue
        failed, received = day_of(row["FAILDATE"]) or day_of(row["DATEA"]), day_of(row["DATEA"])
        if failed is None or received is None:
            report.add(COMPLAINTS, line, key, REFUSED, "neither the day it failed nor the day it was received is given")
            continue
        at = datetime.combine(max(received, failed) + timedelta(days=1), time(9), UTC)
        miles = whole(row["MILES"])
        if miles is None and row["MILES"].strip():
            report.add(COMPLAINTS, line, key, REFUSED, f"MILES {row['MILES'][:20]!r} is no whole number")
            continue
        fields = {
            "component": component_of(row["COMPDESC"]),
            "complaint": row["CDESCR"].strip()[:4000] or row["COMPDESC"],
            "occurred_on": failed,
            "odometer_km": 20 if miles is None else round(miles * _KM_A_MILE),
        }
        claim = _file(car, key, at, fields, COMPLAINTS, line, report)
        if claim is not None:
            _judge_no_answer(claim)
            note = "" if miles is not None else "no mileage is given: the reading at delivery stands for it"
            report.add(COMPLAINTS, line, key, LOADED, note)


def load_cases(rows: list[Line], cars: list[Car], report: Report) -> None:
    """The lives of the cases, dealt out over the cars in turn."""
    for n, (line, row) in enumerate(rows):
        car = cars[n % len(cars)]
        opened = _moment(row["opened_at"])
        if opened is None:
            report.add(CASES, line, row["number"], REFUSED, f"opened_at {row['opened_at']!r} is no time")
            continue
        fields = {
            "component": "other",
            "complaint": f"{row['category'] or 'No category'}, priority {row['priority']}",
            "occurred_on": opened.date(),
            "odometer_km": 1_000 + 50 * (n // len(cars)),
            "immobilised": row["priority"][:1] in {"1", "2"},
        }
        claim = _file(car, row["number"], opened, fields, CASES, line, report)
        if claim is None:
            continue
        try:
            _live(claim, car, row, opened, line, report)
        except Refused as error:
            report.add(CASES, line, row["number"], PARTLY, str(error))


def _moment(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
    except ValueError:
        return None


def _file(
    car: Car, key: str, at: datetime, fields: dict[str, Any], file: str, line: int, report: Report
) -> Claim | None:
    """File a claim as the owner; None when it is there already or does not fit, which is told."""
    request_key = f"real-{key}"
    scope, _actor = identity_of(car.owner)
    with acting_as(scope):
        known = Claim.objects.filter(request_key=request_key).exists()
        vehicle = Vehicle.objects.get(pk=car.vehicle.pk)
    if known:
        report.add(file, line, key, KNOWN)
        return None
    values = {"immobilised": False, **fields}
    try:
        where = {"vehicle": vehicle, "dealer_id": vehicle.dealer_id}
        filed: Claim = act(car.owner, claims.file_claim, request_key=request_key, at=at, **where, **values)
        return filed
    except Refused as error:
        report.add(file, line, key, REFUSED, str(error))
        return None


def _judge_no_answer(claim: Claim) -> None:
    """The data do not tell when the workshop answered: that duty counts for nobody."""
    with system_scope("real data: answers are not in the data"):
        Clock.objects.filter(subject_kind="claim", subject_id=claim.pk, obligation_id="first_response").update(
            counts=False
        )


def _live(claim: Claim, car: Car, row: dict[str, str], opened: datetime, line: int, report: Report) -> None:
    """Answer and take in at the opening, complete when resolved, hand back and close when closed."""
    _judge_no_answer(claim)
    resolved, closed = _moment(row["resolved_at"]), _moment(row["closed_at"])
    with system_scope("real data: whose workshop"):
        workshop = Organization.objects.get(pk=claim.dealer_id or 0)
    claim = act(workshop, claims.respond, claim=claim, message="Taken on (from the case log).", at=opened)
    claim = act(workshop, claims.start_repair, claim=claim, at=opened)
    if resolved is None:
        if closed is not None:
            act(car.owner, claims.withdraw, claim=claim, note="Closed without a resolution in the log.", at=closed)
        report.add(CASES, line, row["number"], PARTLY, "no resolved_at: closed without a repair")
        return
    claim = act(
        workshop, claims.complete_repair, claim=claim, cause="Not in the log",
        correction="Resolved (from the case log)", at=resolved,
    )  # fmt: skip
    if closed is not None:
        claim = act(workshop, claims.hand_back, claim=claim, at=max(resolved, closed))
        act(car.owner, claims.close, claim=claim, at=max(resolved, closed))
    reopened = row["reopen_count"] not in {"", "0"}
    reason = f"reopened {row['reopen_count']} times, but when is not in the data" if reopened else ""
    report.add(CASES, line, row["number"], PARTLY if reopened else LOADED, reason)

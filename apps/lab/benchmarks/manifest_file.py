"""A manifest of so many lines, three in a hundred faulty, each in another way in turn."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta

from apps.exports.columns import MANIFEST_COLUMNS
from apps.vehicles.vin import check_digit_of

CODE, EXPORTER, LICENCE = "LZZ", "试车汽车有限公司", "26-BENCH"
_FIRST = date(2026, 1, 5)
COUNTRIES = ("KE", "KZ", "BR", "AE", "RU", "CL", "NG", "MX")
_EVERY = 33

#: What is done to a line to make it faulty: the column, and its cell then.
_FAULTS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("vin", lambda cell: cell[:-1]),
    ("vin", lambda cell: f"{cell[:10]}O{cell[11:]}"),
    ("exporter", lambda cell: cell.replace("有限公司", "公司")),
    ("condition", lambda cell: "broken"),
    ("odometer_km", lambda cell: "-3"),
    ("odometer_km", lambda cell: "1.5"),
    ("exported_on", lambda cell: "05/06/2026"),
    ("exported_on", lambda cell: "2031-01-01"),
    ("first_registered_on", lambda cell: "2026-12-24"),
    ("country", lambda cell: "Atlantis"),
    ("importer", lambda cell: ""),
    ("reason", lambda cell: "Read from another car"),
)


def written(rows: int) -> bytes:
    """The file's bytes: UTF-8 CSV with its heading."""
    file = io.StringIO()
    columns = [column.name for column in MANIFEST_COLUMNS]
    out = csv.writer(file)
    out.writerow(columns)
    for number in range(rows):
        line = _line(number)
        if _is_faulty(number):
            column, damage = _FAULTS[number // _EVERY % len(_FAULTS)]
            line[column] = damage(line[column])
        out.writerow([line[column] for column in columns])
    return file.getvalue().encode()


def faults_in(rows: int) -> int:
    """How many of so many lines are faulty."""
    return sum(map(_is_faulty, range(rows)))


def _is_faulty(number: int) -> bool:
    return number % _EVERY == _EVERY - 1


def _line(number: int) -> dict[str, str]:
    left = _FIRST + timedelta(days=number % 200)
    return {
        "vin": _vin(number),
        "model_name": f"Sea {number % 9}",
        "exporter": EXPORTER,
        "licence_number": LICENCE,
        "condition": "new",
        "first_registered_on": "",
        "transferred_on": "",
        "applied_on": "2025-12-01",
        "odometer_km": str(number % 60),
        "exported_on": left.isoformat(),
        "country": COUNTRIES[number % len(COUNTRIES)],
        "importer": f"Importer {number % 40} Ltd",
        "brand": "试车",
        "legal_ground": "",
        "reason": "",
    }


def _vin(number: int) -> str:
    body = f"{CODE}CE4CB0T{number:07d}"
    return f"{body[:8]}{check_digit_of(body)}{body[9:]}"

"""What parts of cars are called and weigh: the stuff of the demo's catalogue. Invented numbers, real kinds of parts."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

_FILE: Final = Path(__file__).with_name("part_names.csv")
_TEXTS: Final = ("code", "component", "english", "chinese", "arabic", "customs", "unit", "transport")

#: Where on a car: sign behind the number, and the words for it.
PLACES: Final = {
    "": ("", "", ""),
    "F": (", front", "（前）", " – أمامي"),
    "R": (", rear", "（后）", " – خلفي"),
    "L": (", left", "（左）", " – يسار"),
    "D": (", right", "（右）", " – يمين"),
    "FL": (", front left", "（左前）", " – أمامي يسار"),
    "FR": (", front right", "（右前）", " – أمامي يمين"),
    "RL": (", rear left", "（左后）", " – خلفي يسار"),
    "RR": (", rear right", "（右后）", " – خلفي يمين"),
}


@dataclass(frozen=True)
class Kind:
    """A kind of part: group and item of its number, component, names, places, weight in grams and price in dollars.

    ``electric``: only cars with a drive battery have it, or only those without; None: all.
    """

    code: str
    component: str
    english: str
    chinese: str
    arabic: str
    places: tuple[str, ...]
    grams: int
    dollars: int
    customs: str
    unit: str
    pack: int
    transport: str
    critical: bool
    months: int | None
    electric: bool | None


def _read() -> Iterator[Kind]:
    with _FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            texts: dict[str, Any] = {name: row[name] for name in _TEXTS}
            numbers: dict[str, Any] = {name: int(row[name]) for name in ("grams", "dollars", "pack")}
            yield Kind(
                **texts,
                **numbers,
                places=tuple(row["places"].split()) or ("",),
                critical=row["critical"] == "yes",
                months=int(row["months"]) if row["months"] else None,
                electric=row["electric"] == "yes" if row["electric"] else None,
            )


KINDS: Final = tuple(_read())

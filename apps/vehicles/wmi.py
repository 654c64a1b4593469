"""World manufacturer identifiers: rows of facts from our data files, and the country that a first pair stands for.

Two files under ``data/``: ``wmi_own.csv``, facts gathered by hand (Chinese makers, plants abroad), and
``wmi_vpic.csv``, makers of cars, trucks and buses out of the public-domain table of the NHTSA; where both know a
code, ours speaks. A WMI names the legal maker, not the brand. No Django here.

Sources of our own file, by letter: V, W, C, F are four public lists, named in docs/vin.md, M is what people of the
trade know; after a semicolon stands what another source says against it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

DATA = Path(__file__).parent / "data"
FILES = ("wmi_vpic.csv", "wmi_own.csv")
CONFIDENCES = ("high", "medium", "low")


@dataclass(frozen=True, slots=True)
class WmiRow:
    """``code`` has three characters, or six for makers of fewer than 1,000 vehicles a year."""

    code: str
    maker: str
    country: str
    source: str
    confidence: str


def read_registry() -> Iterator[WmiRow]:
    """All rows, one a code, sorted by code; ours before the public table's."""
    found: dict[str, WmiRow] = {}
    for name in FILES:
        with (DATA / name).open(newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                found[row["code"]] = WmiRow(**row)
    return iter(sorted(found.values(), key=lambda row: row.code))


@lru_cache(maxsize=1)
def registry() -> dict[str, WmiRow]:
    """The rows by code, read once."""
    return {row.code: row for row in read_registry()}


# ISO 3780: first character, and ranges of the second in the order A-Z 1-9 0. Only what is long settled, or where
# cars are built today, is listed; an unlisted pair has no country rather than a wrong one. E stands in no published
# list of the standard that we know: every E code met so far is a plant in Russia.
_SECOND = "ABCDEFGHJKLMNPRSTUVWXYZ1234567890"
_RANGES = (
    ("A", "A-H", "ZA"), ("B", "F-G", "KE"), ("B", "L-L", "NG"), ("B", "R-R", "DZ"), ("D", "A-E", "EG"),
    ("D", "F-K", "MA"), ("D", "L-R", "ZM"), ("E", "A-0", "RU"), ("H", "A-0", "CN"), ("J", "A-0", "JP"),
    ("K", "F-H", "IL"), ("K", "L-R", "KR"), ("K", "S-T", "JO"), ("L", "A-0", "CN"), ("M", "A-E", "IN"),
    ("M", "F-K", "ID"), ("M", "L-R", "TH"), ("M", "X-X", "KZ"), ("N", "A-E", "IR"), ("N", "F-G", "PK"),
    ("N", "J-J", "IQ"), ("N", "L-R", "TR"), ("N", "S-T", "UZ"), ("N", "U-U", "AZ"), ("N", "Y-Y", "AM"),
    ("P", "A-E", "PH"), ("P", "F-K", "SG"), ("P", "L-R", "MY"), ("P", "S-T", "BD"), ("R", "A-E", "AE"),
    ("R", "F-K", "TW"), ("R", "L-N", "VN"), ("R", "P-P", "LA"), ("R", "S-T", "SA"), ("R", "U-W", "RU"),
    ("R", "1-1", "HK"), ("S", "A-M", "GB"), ("S", "N-T", "DE"), ("S", "U-Z", "PL"), ("S", "1-2", "LV"),
    ("T", "A-H", "CH"), ("T", "J-P", "CZ"), ("T", "R-V", "HU"), ("T", "W-1", "PT"), ("U", "H-M", "DK"),
    ("U", "N-T", "IE"), ("U", "U-Z", "RO"), ("U", "1-2", "MK"), ("U", "5-7", "SK"), ("V", "A-E", "AT"),
    ("V", "F-R", "FR"), ("V", "S-W", "ES"), ("V", "X-2", "RS"), ("V", "3-5", "HR"), ("V", "6-0", "EE"),
    ("W", "A-0", "DE"), ("X", "A-C", "BG"), ("X", "F-H", "GR"), ("X", "L-R", "NL"), ("X", "S-W", "RU"),
    ("X", "X-2", "LU"), ("X", "3-0", "RU"), ("Y", "A-E", "BE"), ("Y", "F-K", "FI"), ("Y", "S-W", "SE"),
    ("Y", "X-2", "NO"), ("Y", "3-5", "BY"), ("Y", "6-0", "UA"), ("Z", "A-U", "IT"), ("Z", "X-Z", "SI"),
    ("Z", "3-5", "LT"), ("1", "A-0", "US"), ("4", "A-0", "US"), ("5", "A-0", "US"), ("7", "F-0", "US"),
    ("2", "A-5", "CA"), ("3", "A-X", "MX"), ("6", "A-X", "AU"), ("7", "A-E", "NZ"), ("8", "A-E", "AR"),
    ("8", "F-K", "CL"), ("8", "L-R", "EC"), ("8", "S-W", "PE"), ("8", "X-2", "VE"), ("9", "A-E", "BR"),
    ("9", "3-9", "BR"), ("9", "F-K", "CO"), ("9", "L-R", "PY"), ("9", "S-W", "UY"),
)  # fmt: skip


def _pairs() -> Iterator[tuple[str, str]]:
    for first, span, country in _RANGES:
        for second in _SECOND[_SECOND.index(span[0]) : _SECOND.index(span[2]) + 1]:
            yield first + second, country


COUNTRY_OF_PAIR = dict(_pairs())

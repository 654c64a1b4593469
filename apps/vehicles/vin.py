"""Vehicle identification numbers, read by ISO 3779: pure Python, no database, never raises on any text.

What somebody typed is normalised (vin_text), then judged. Errors mean that it is not a VIN as written; warnings ask
for a second look and refuse nothing. docs/vin.md says why for each rule.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from operator import mul
from typing import Final, Literal, NamedTuple

from .vin_findings import MESSAGES, Finding
from .vin_text import FORBIDDEN, LENGTH, MASKS, Normalised, normalise
from .wmi import COUNTRY_OF_PAIR, WmiRow
from .wmi import registry as default_registry

__all__ = [
    "FORBIDDEN",
    "MESSAGES",
    "Decoded",
    "Finding",
    "Normalised",
    "check_digit_of",
    "decode",
    "model_years",
    "normalise",
    "requires_check_digit",
]

CheckDigit = Literal["ok", "bad", "not-required"]

_ALLOWED: Final = re.compile(r"[A-HJ-NPR-Z0-9]{17}")
#: Beyond this a text is no VIN, and only its beginning is looked at.
LONGEST: Final = 200

_VALUES: Final = {
    **{str(n): n for n in range(10)},
    **dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", (*range(1, 9), *range(1, 6), 7, 9, *range(2, 10)), strict=True)),
}
WEIGHTS: Final = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_REMAINDERS: Final = "0123456789X"
#: The same values where ``bytes.translate`` can use them.
_BYTE_VALUES: Final = bytes(_VALUES.get(chr(n), 0) for n in range(256))
#: First two characters of cars that must have a check digit: North America (1–5 and the United States' part of 7)
#: by 49 CFR 565.15, China (L, H) by GB 16735. The same rules have the model year at place 10.
_CHECKED: Final = frozenset(
    first + second
    for first in "12345LH7"
    for second in _VALUES
    if first != "7" or COUNTRY_OF_PAIR.get(first + second) == "US"
)

#: Position 10, a cycle of thirty years: A is 1980 and 2010, 9 is 2009 and 2039.
YEAR_CODES: Final = "ABCDEFGHJKLMNPRSTVWXY123456789"
_FIRST_YEAR: Final = 1980
_CYCLE: Final = 30


class Decoded(NamedTuple):
    """What a VIN tells. ``valid``: 17 characters of the allowed set. ``country``: ISO 3166-1 alpha-2 or empty."""

    vin: str
    valid: bool
    errors: tuple[Finding, ...]
    warnings: tuple[Finding, ...]
    wmi: str
    manufacturer: str
    country: str
    model_years: tuple[int, ...]
    check_digit: CheckDigit

    def as_dict(self) -> dict[str, object]:
        """Plain values, as ``vin_decode --format json`` writes them."""
        return {
            "vin": self.vin,
            "valid": self.valid,
            "errors": [str(finding) for finding in self.errors],
            "warnings": [str(finding) for finding in self.warnings],
            "wmi": self.wmi,
            "manufacturer": self.manufacturer,
            "country": self.country,
            "model_years": self.model_years,
            "check_digit": self.check_digit,
        }


def decode(text: str, registry: Mapping[str, WmiRow] | None = None, *, at_year: int | None = None) -> Decoded:
    """Read a VIN as somebody wrote it.

    ``registry`` maps three- and six-character codes to their makers (default: our data files). ``at_year`` is the
    year of the reader's today: no model year beyond the next one is a candidate. Without it both cycles are given.
    None is given where no rule asks makers for a year (outside North America and China).
    """
    rows = default_registry() if registry is None else registry
    if _ALLOWED.fullmatch(text):
        return _decode_clean(text, rows, at_year)
    errors: tuple[Finding, ...] = ()
    if len(text) > LONGEST:
        errors, text = (Finding("too_long"),), text[:LONGEST]
    normalised = normalise(text)
    if not errors and not normalised.notes and _ALLOWED.fullmatch(normalised.vin):
        return _decode_clean(normalised.vin, rows, at_year)
    errors += _errors(normalised)
    return _decode_broken(normalised.vin, errors, rows)


def check_digit_of(vin: str) -> str:
    """The digit (or X) that belongs at place 9 of a VIN of allowed characters; ISO 3779, 49 CFR 565.15(c)."""
    return _REMAINDERS[sum(map(mul, vin.encode().translate(_BYTE_VALUES), WEIGHTS)) % 11]


def requires_check_digit(vin: str) -> bool:
    """Whether place 9 must hold a check digit: on cars built in North America and in China."""
    return vin[:2] in _CHECKED


@lru_cache(maxsize=1024)
def model_years(code: str, at_year: int | None = None) -> tuple[int, ...]:
    """Candidate model years of a code at place 10, oldest first; empty for a character that is no code."""
    place = YEAR_CODES.find(code)
    if place < 0:
        return ()
    last = _FIRST_YEAR + 2 * _CYCLE - 1 if at_year is None else at_year + 1
    return tuple(range(_FIRST_YEAR + place, last + 1, _CYCLE))


def _decode_clean(vin: str, rows: Mapping[str, WmiRow], at_year: int | None) -> Decoded:
    wmi, manufacturer, country = _maker(vin, rows)
    warnings: list[Finding] = []
    check: CheckDigit = "not-required"
    if vin[:2] in _CHECKED:
        check = "ok"
        expected = check_digit_of(vin)
        if expected != vin[8]:
            check = "bad"
            warnings.append(Finding("check_digit", (("found", vin[8]), ("expected", expected))))
    if not manufacturer:
        warnings.append(Finding("unknown_wmi", (("wmi", wmi),)))
    # Elsewhere place 10 is the maker's own: many write no year there.
    years = model_years(vin[9], at_year) if vin[:2] in _CHECKED else ()
    if vin[9] not in YEAR_CODES:
        warnings.append(Finding("model_year", (("letter", vin[9]),)))
    if not vin[13:].isdigit():
        warnings.append(Finding("serial", (("serial", vin[13:]),)))
    if vin == vin[0] * LENGTH:
        warnings.append(Finding("same"))
    return Decoded(vin, True, (), tuple(warnings), wmi, manufacturer, country, years, check)


def _decode_broken(vin: str, errors: tuple[Finding, ...], rows: Mapping[str, WmiRow]) -> Decoded:
    """What still can be told of a text that is no VIN: its first characters may name the maker."""
    row = rows.get(vin[:3])
    country = COUNTRY_OF_PAIR.get(vin[:2], "")
    return Decoded(
        vin=vin,
        valid=False,
        errors=errors,
        warnings=(),
        wmi=vin[:3] if len(vin) >= 3 else "",
        manufacturer=row.maker if row else "",
        country=(row.country if row else "") or country,
        model_years=(),
        check_digit="not-required",
    )


def _maker(vin: str, rows: Mapping[str, WmiRow]) -> tuple[str, str, str]:
    """WMI, legal maker and country: by the six-character code of a small maker, else by three characters."""
    wmi = vin[:3]
    row = rows.get(wmi)
    if wmi[2] == "9":
        small = rows.get(wmi + vin[11:14])
        if small is not None or row is None:
            wmi, row = wmi + vin[11:14], small
    if row is None:
        return wmi, "", COUNTRY_OF_PAIR.get(vin[:2], "")
    return wmi, row.maker, row.country or COUNTRY_OF_PAIR.get(vin[:2], "")


def _errors(normalised: Normalised) -> tuple[Finding, ...]:
    """Everything that keeps the text from being a VIN, by place."""
    vin = normalised.vin
    if not vin:
        return (Finding("empty"),)
    found = list(normalised.notes)
    noted = {finding.place for finding in found if finding.code == "look_alike"}
    for place, letter in enumerate(vin, start=1):
        if letter in _VALUES or letter in MASKS or place in noted:
            continue
        if letter in FORBIDDEN:
            values = (("letter", letter), ("place", place), ("suggestion", FORBIDDEN[letter]))
            found.append(Finding("forbidden", values))
        else:
            found.append(Finding("character", (("letter", letter), ("place", place))))
    found = sorted(found, key=lambda finding: finding.place)[: LENGTH + 1]
    if len(vin) != LENGTH:
        found.append(Finding("length", (("length", len(vin)),)))
    return tuple(found)

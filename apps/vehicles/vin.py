"""Vehicle identification numbers, read by ISO 3779: pure Python, no database, never raises on any text.

What somebody typed is normalised (spaces, dashes, lower case, full-width forms), then judged. Errors mean that it
is not a VIN as written; warnings ask for a second look and refuse nothing. Look-alike letters of other scripts are
reported with the letter they look like, never silently changed. docs/vin.md says why for each rule.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import mul
from typing import Final, Literal

from .wmi import COUNTRY_OF_PAIR, WmiRow
from .wmi import registry as default_registry

CheckDigit = Literal["ok", "bad", "not-required"]

LENGTH: Final = 17
_ALLOWED: Final = re.compile(r"[A-HJ-NPR-Z0-9]{17}")
FORBIDDEN: Final = {"O": "0", "I": "1", "Q": "0"}
#: Beyond this a text is no VIN, and only its beginning is looked at.
_LONGEST: Final = 200

_VALUES: Final = {
    **{str(n): n for n in range(10)},
    **dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", (*range(1, 9), *range(1, 6), 7, 9, *range(2, 10)), strict=True)),
}
WEIGHTS: Final = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_REMAINDERS: Final = "0123456789X"
_VALUE_OF: Final = _VALUES.__getitem__

#: Position 10, a cycle of thirty years: A is 1980 and 2010, 9 is 2009 and 2039.
YEAR_CODES: Final = "ABCDEFGHJKLMNPRSTVWXY123456789"
#: The last model year offered, unless the caller says otherwise: no car is built further ahead.
LAST_YEAR: Final = 2028

# Letters of other scripts that look like ours, as people paste them from a Cyrillic or Greek keyboard.
_LOOK_ALIKES: Final = dict(
    zip(
        "АВСЕНІЈКМОРЅТУХЗавсеіјорѕухΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
        "ABCEHIJKMOPSTYX3ABCEIJOPSYXABEZHIKMNOPTYX",
        strict=True,
    )
)

#: What a finding says; English, with places for its values. Pages translate it by its code (apps/vehicles/wording).
MESSAGES: Final = {
    "empty": "Nothing was given: type the 17 characters of the VIN",
    "length": "{length} characters instead of 17: compare with the plate",
    "too_long": "The text is longer than any VIN: give just its 17 characters",
    "forbidden": "“{letter}” at place {place} is never used in a VIN: it is probably {suggestion}",
    "look_alike": "“{letter}” at place {place} is a letter of another alphabet: type the Latin {suggestion}",
    "character": "“{letter}” at place {place} cannot stand in a VIN: use digits and Latin letters",
    "masked": "The VIN is masked at place {place}: give all its 17 characters",
    "check_digit": "The check digit (place 9) is {found}, expected {expected}: compare every character with the plate",
    "unknown_wmi": "The maker behind {wmi} is not in our registry: that stops nothing",
    "model_year": "“{letter}” at place 10 is no code of a model year",
    "serial": "The last four characters “{serial}” are not all digits, as the standard wants them",
    "same": "All 17 characters are the same: this passes the check digit but is no car",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to say about a VIN; ``values`` fill the places of its message."""

    code: str
    values: tuple[tuple[str, object], ...] = ()

    @property
    def message(self) -> str:
        return MESSAGES[self.code].format(**dict(self.values))

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


@dataclass(frozen=True, slots=True)
class Decoded:
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
            "model_years": list(self.model_years),
            "check_digit": self.check_digit,
        }


def normalise(text: str) -> str:
    """Fold what carries no meaning: spaces, dashes, invisible characters, lower case, full-width forms.

    Letters of other scripts stay as they are. Normalising twice changes nothing.
    """
    if text.isascii():
        return "".join(c for c in text if c not in _SKIPPED_ASCII and c.isprintable()).upper()
    folded = "".join(unicodedata.normalize("NFKC", c) if _wide(c) else c for c in text)
    return "".join(c.upper() if c.isascii() else c for c in folded if not _skipped(c))


_SKIPPED_ASCII: Final = frozenset(" -_\t\r\n\x0b\x0c")


def _wide(c: str) -> bool:
    return unicodedata.east_asian_width(c) in "FH" and ord(c) >= 0xFF00


def _skipped(c: str) -> bool:
    """Spaces, dashes of all kinds, marks of direction and other characters nobody sees."""
    return c in _SKIPPED_ASCII or c == "\u2212" or unicodedata.category(c) in {"Zs", "Zl", "Zp", "Pd", "Cf", "Cc", "Mn"}


def decode(text: str, registry: Mapping[str, WmiRow] | None = None, *, last_year: int = LAST_YEAR) -> Decoded:
    """Read a VIN as somebody wrote it.

    ``registry`` maps three- and six-character codes to their makers (default: our data files). ``last_year`` is
    the newest model year that makes sense, for the candidates of the year code.
    """
    rows = default_registry() if registry is None else registry
    errors: tuple[Finding, ...] = ()
    if len(text) > _LONGEST:
        errors, text = (Finding("too_long"),), text[:_LONGEST]
    vin = normalise(text)
    if not errors and _ALLOWED.fullmatch(vin) and not (text != vin and _masked_by_x(text)):
        return _decode_clean(vin, rows, last_year)
    errors += _errors(text, vin)
    wmi = vin[:3] if len(vin) >= 3 else ""
    row = rows.get(wmi)
    return Decoded(
        vin=vin,
        valid=bool(_ALLOWED.fullmatch(vin)) and not errors,
        errors=errors,
        warnings=(),
        wmi=wmi,
        manufacturer=row.maker if row else "",
        country=row.country if row and row.country else COUNTRY_OF_PAIR.get(vin[:2], ""),
        model_years=(),
        check_digit="not-required",
    )


def check_digit_of(vin: str) -> str:
    """The digit (or X) that belongs at place 9 of a VIN of allowed characters; ISO 3779, 49 CFR 565.15(c)."""
    return _REMAINDERS[sum(map(mul, map(_VALUE_OF, vin), WEIGHTS)) % 11]


def requires_check_digit(vin: str) -> bool:
    """Whether place 9 must hold a check digit: on cars built in North America (1–5) and in China (L, H)."""
    return vin[0] in "12345LH"


def _decode_clean(vin: str, rows: Mapping[str, WmiRow], last_year: int) -> Decoded:
    wmi, manufacturer, country = _maker(vin, rows)
    warnings: list[Finding] = []
    check: CheckDigit = "not-required"
    if requires_check_digit(vin):
        expected = check_digit_of(vin)
        check = "ok" if expected == vin[8] else "bad"
        if check == "bad":
            warnings.append(Finding("check_digit", (("found", vin[8]), ("expected", expected))))
    if not manufacturer:
        warnings.append(Finding("unknown_wmi", (("wmi", wmi),)))
    years = _years(vin[9], last_year)
    if not years:
        warnings.append(Finding("model_year", (("letter", vin[9]),)))
    if not vin[13:].isdigit():
        warnings.append(Finding("serial", (("serial", vin[13:]),)))
    if vin == vin[0] * LENGTH:
        warnings.append(Finding("same"))
    return Decoded(vin, True, (), tuple(warnings), wmi, manufacturer, country, years, check)


def _maker(vin: str, rows: Mapping[str, WmiRow]) -> tuple[str, str, str]:
    """WMI, legal maker and country: by the six-character code of a small maker, else by three characters."""
    wmi = vin[:3]
    if wmi[2] == "9":
        small = rows.get(wmi + vin[11:14])
        if small is not None:
            return small.code, small.maker, small.country or COUNTRY_OF_PAIR.get(vin[:2], "")
        wmi += vin[11:14]
    row = rows.get(vin[:3])
    if row is not None:
        return row.code, row.maker, row.country or COUNTRY_OF_PAIR.get(vin[:2], "")
    return wmi, "", COUNTRY_OF_PAIR.get(vin[:2], "")


@lru_cache(maxsize=256)
def _years(code: str, last_year: int) -> tuple[int, ...]:
    """Candidate model years of a code at place 10, oldest first; empty for a character that is no code."""
    place = YEAR_CODES.find(code)
    if place < 0:
        return ()
    return tuple(year for year in range(1980 + place, last_year + 1, 30))


def _errors(text: str, vin: str) -> tuple[Finding, ...]:
    """Everything that keeps the text from being a VIN, by place."""
    if not vin:
        return (Finding("empty"),)
    found: list[Finding] = []
    if _masked_by_x(text):
        found.append(Finding("masked", (("place", _place_of_x(text)),)))
    for place, letter in enumerate(vin, start=1):
        finding = _letter(place, letter)
        if finding is not None:
            found.append(finding)
        if len(found) > LENGTH:
            break
    if len(vin) != LENGTH:
        found.append(Finding("length", (("length", len(vin)),)))
    return tuple(found)


def _letter(place: int, letter: str) -> Finding | None:
    if letter in _VALUES:
        return None
    if letter in FORBIDDEN:
        values = (("letter", letter), ("place", place), ("suggestion", FORBIDDEN[letter]))
        return Finding("forbidden", values)
    if letter in "*?•#":
        return Finding("masked", (("place", place),))
    if letter in _LOOK_ALIKES:
        return Finding("look_alike", (("letter", letter), ("place", place), ("suggestion", _LOOK_ALIKES[letter])))
    return Finding("character", (("letter", letter), ("place", place)))


def _masked_by_x(text: str) -> bool:
    """Two or more small x among capitals hide characters: upper-casing them would invent a VIN."""
    return text.count("x") >= 2 and any(c.isupper() for c in text) and not any(c.islower() for c in text if c != "x")


def _place_of_x(text: str) -> int:
    return len(normalise(text[: text.index("x")])) + 1

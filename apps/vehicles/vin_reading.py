"""What a typed VIN tells, in words for people: the decoder's findings with translated sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from . import vin
from .wording import said_characters, said_finding

#: Findings that speak of one character each.
ODD = frozenset({"forbidden", "look_alike", "character"})
#: Findings after which the plate should be looked at once more.
STRONG = frozenset({"check_digit", "same"})


@dataclass(frozen=True)
class Note:
    """One remark on a VIN. ``strong`` ones ask for a look at the plate before going on."""

    code: str
    message: Any
    strong: bool = False


@dataclass(frozen=True)
class Reading:
    """A VIN as read: ``errors`` empty means 17 characters of the allowed set."""

    vin: str
    errors: tuple[Note, ...]
    warnings: tuple[Note, ...]
    wmi: str
    maker: str
    country: str
    model_years: tuple[int, ...]
    check_digit: str
    #: The VIN that was probably meant, when letters look like others and nothing else is wrong; else empty.
    suggestion: str = ""

    @property
    def ask_for_plate(self) -> bool:
        """Whether the person should compare the VIN with the plate once more."""
        return any(note.strong for note in self.warnings)


def read_vin(text: str) -> Reading:
    """Decode what somebody typed or pasted, as of today; never raises, whatever the text."""
    found = vin.decode(text, at_year=timezone.now().year)
    meant = meant_by(found.vin, found.errors)
    return Reading(
        vin=found.vin,
        errors=_together(found.errors, meant),
        warnings=_notes(found.warnings),
        wmi=found.wmi,
        maker=found.manufacturer,
        country=found.country,
        model_years=found.model_years,
        check_digit=found.check_digit,
        suggestion=meant,
    )


def meant_by(written: str, errors: tuple[vin.Finding, ...]) -> str:
    """``written`` with each letter that VINs do not have as the one it looks like; empty unless a VIN comes out."""
    letters = list(written)
    for item in errors:
        values = dict(item.values)
        if "suggestion" not in values:
            return ""
        letters[item.place - 1] = str(values["suggestion"])
    meant = "".join(letters)
    return meant if meant != written and vin.decode(meant).valid else ""


def _together(findings: tuple[vin.Finding, ...], meant: str) -> tuple[Note, ...]:
    """The notes, with all characters that cannot stand in a VIN in one of them."""
    odd = [item for item in findings if item.code in ODD]
    if len(odd) < 2:
        return _notes(findings)
    rest = tuple(item for item in findings if item.code not in ODD)
    return (Note("characters", said_characters(odd, meant)), *_notes(rest))


def _notes(findings: tuple[vin.Finding, ...]) -> tuple[Note, ...]:
    return tuple(Note(item.code, said_finding(item), strong=item.code in STRONG) for item in findings)

"""What a typed VIN tells, in words for people: the decoder's findings with translated sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from . import vin
from .wording import said_finding

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

    @property
    def ask_for_plate(self) -> bool:
        """Whether the person should compare the VIN with the plate once more."""
        return any(note.strong for note in self.warnings)


def read_vin(text: str) -> Reading:
    """Decode what somebody typed or pasted, as of today; never raises, whatever the text."""
    found = vin.decode(text, at_year=timezone.now().year)
    return Reading(
        vin=found.vin,
        errors=_notes(found.errors),
        warnings=_notes(found.warnings),
        wmi=found.wmi,
        maker=found.manufacturer,
        country=found.country,
        model_years=found.model_years,
        check_digit=found.check_digit,
    )


def _notes(findings: tuple[vin.Finding, ...]) -> tuple[Note, ...]:
    return tuple(Note(item.code, said_finding(item), strong=item.code in STRONG) for item in findings)

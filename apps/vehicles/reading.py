"""What a typed VIN tells, in words for people: the decoder's findings with translated sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from . import vin as decoder


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
    """Decode what somebody typed or pasted; never raises, whatever the text."""
    found = decoder.decode(text)
    return Reading(
        vin=found.vin,
        errors=tuple(Note("vin", message) for message in found.errors),
        warnings=tuple(
            Note("check_digit", message, strong=found.check_digit == "bad") for message in found.warnings
        ),
        wmi=found.wmi,
        maker=found.manufacturer,
        country=found.country,
        model_years=tuple(found.model_years),
        check_digit=found.check_digit,
    )

"""What can be said about a VIN, by code, with its English sentence. Pages translate by code (wording.py)."""

from __future__ import annotations

from typing import Final, NamedTuple

#: What a finding says; English, with places for its values.
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


class Finding(NamedTuple):
    """Something to say about a VIN; ``values`` fill the places of its message."""

    code: str
    values: tuple[tuple[str, object], ...] = ()

    @property
    def message(self) -> str:
        return MESSAGES[self.code].format(**dict(self.values))

    @property
    def place(self) -> int:
        """The place in the VIN that it speaks of, from 1; 0 when it speaks of the whole."""
        place = dict(self.values).get("place", 0)
        return place if isinstance(place, int) else 0

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"

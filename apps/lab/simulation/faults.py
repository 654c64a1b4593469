"""What fails on which car, as owners write it and workshops answer it, in the languages of the house."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from apps.vehicles.components import Component

_ELECTRIC: Final = ("bev", "phev")
_BURNING: Final = ("petrol", "diesel", "hev", "phev")
#: Parts that only some cars have.
_ONLY: Final = {
    Component.HIGH_VOLTAGE_BATTERY: _ELECTRIC,
    Component.DRIVE_MOTOR: _ELECTRIC,
    Component.CHARGING: _ELECTRIC,
    Component.ENGINE: _BURNING,
    Component.FUEL_SYSTEM: _BURNING,
}


@dataclass(frozen=True)
class Fault:
    """One fault: the owner's words by language, what the workshop found and did, and the part that it needs."""

    en: str
    zh: str
    ar: str
    cause: str
    correction: str
    part: str

    def complaint(self, language: str, since: int) -> str:
        """What the owner writes; ``since``: days for which it has gone on."""
        if language == "zh-hans":
            return f"{self.zh}已经持续 {since} 天。"
        if language == "ar":
            return f"{self.ar} الأمر كذلك منذ {since} أيام."
        return f"{self.en} It has been like this for {since} days."


def _read() -> dict[str, tuple[Fault, ...]]:
    """The faults of ``faults.csv`` by component."""
    found: dict[str, list[Fault]] = {}
    with Path(__file__).with_name("faults.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row.pop("component"), []).append(Fault(**row))
    return {component: tuple(faults) for component, faults in found.items()}


FAULTS: Final = _read()


def components_of(powertrain: str) -> list[str]:
    """What can fail on a car with this powertrain."""
    return [component for component in FAULTS if powertrain in _ONLY.get(Component(component), (powertrain,))]


#: Why a request was denied, as workshops explain it: reason and words.
DENIALS: Final = (
    ("wear", "The part is worn down by normal use; the booklet lists it as a wearing part."),
    ("misuse", "There is damage from outside: the photos show a blow from below."),
    ("not_found", "We drove for an hour with your car and read the fault memory: nothing was found."),
    ("not_covered", "The booklet leaves this part out of the warranty, on page 12."),
)
#: Part names of a catalogue, in the languages of those who order and those who pack.
#: Each with the component that it is of; none where faults of several need it.
PART_COMPONENTS: Final = {
    part: of.pop() if len(of) == 1 else ""
    for part in dict.fromkeys(fault.part for faults in FAULTS.values() for fault in faults)
    for of in [{component for component, faults in FAULTS.items() if part in {fault.part for fault in faults}}]
}

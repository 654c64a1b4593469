"""What the record of an exported vehicle must hold: one set of rules for the form, the file and the API."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from django_countries import countries

from .models import Powertrain
from .vin_reading import Reading
from .wording import said_day

#: Model years run ahead of or behind the calendar by so much.
_YEARS_AHEAD, _YEARS_BEHIND = 2, 1
#: The facts of a record that a second record of the same VIN must repeat.
COMPARED = ("country", "model_name", "model_year", "powertrain", "built_on", "exported_on")


@dataclass(frozen=True)
class Problem:
    """``field`` of the input at fault and a message that names value and mend."""

    field: str
    message: Any


@dataclass(frozen=True)
class ExportFacts:
    """One exported vehicle as its manufacturer describes it; ``vin`` is normalised."""

    vin: str
    country: str
    model_name: str
    model_year: int | None
    powertrain: str
    built_on: date | None
    exported_on: date

    def differing(self, other: Any) -> list[str]:
        """Names of the facts in which a stored vehicle differs from these."""
        return [name for name in COMPARED if getattr(other, name) != getattr(self, name)]

    def as_row(self) -> tuple[Any, ...]:
        return tuple(getattr(self, field.name) for field in fields(self))


def problems_of(facts: ExportFacts, reading: Reading, *, today: date) -> list[Problem]:
    """Everything that a person must mend before the record can be kept; empty when all is well."""
    return [*_vin(reading), *_words(facts), *_dates(facts, today)]


def _vin(reading: Reading) -> list[Problem]:
    return [Problem("vin", note.message) for note in reading.errors]


def _words(facts: ExportFacts) -> list[Problem]:
    found = []
    if facts.country not in countries:
        found.append(
            Problem("country", _("“%(value)s” is no country: write two letters, as KE.") % {"value": facts.country})
        )
    if facts.powertrain not in Powertrain.values:
        found.append(
            Problem(
                "powertrain",
                _("“%(value)s” is no powertrain: write one of %(known)s.")
                % {"value": facts.powertrain, "known": ", ".join(Powertrain.values)},
            )
        )
    if not facts.model_name:
        found.append(Problem("model_name", _("The model is missing: write its name, as on the letter.")))
    elif len(facts.model_name) > 100:
        found.append(Problem("model_name", _("The model's name is longer than 100 characters: shorten it.")))
    return found


def _dates(facts: ExportFacts, today: date) -> list[Problem]:
    found = []
    built, exported = facts.built_on, facts.exported_on
    if exported > today:
        found.append(
            Problem("exported_on", _("%(day)s is in the future: write the day it left.") % {"day": said_day(exported)})
        )
    if built is not None and built > exported:
        found.append(
            Problem(
                "built_on",
                _("Built on %(built)s, after the export on %(exported)s: one of the two is wrong.")
                % {"built": said_day(built), "exported": said_day(exported)},
            )
        )
    year, made = facts.model_year, (built or exported).year
    if year is not None and not (made - 10 if built is None else made - _YEARS_BEHIND) <= year <= made + _YEARS_AHEAD:
        found.append(
            Problem(
                "model_year",
                _("Model year %(year)s does not fit %(day)s: check both.")
                % {"year": year, "day": said_day(built or exported)},
            )
        )
    return found

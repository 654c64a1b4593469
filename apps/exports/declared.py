"""What a line of a manifest must hold: one set of rules for the form, the file and the API."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext_lazy as _
from django_countries import countries

from apps.core.db.words import column_words
from apps.core.texts import said
from apps.vehicles.odometer import MAXIMUM_KM
from apps.vehicles.wording import said_day

from .models import ExportRecord
from .names import tidied
from .numbers import tidied_number

_C = ExportRecord.Condition
#: Asked for each line of a file: the class of choices makes its list anew each time.
_CONDITIONS = frozenset(_C.values)
_LEAST_GROUND = 10


@dataclass(frozen=True)
class Declared:
    """One exported car as its exporter declares it; the VIN is normalised, the exporter named exactly."""

    vin: str
    model_name: str
    exporter: str
    licence_number: str
    condition: str
    first_registered_on: date | None
    transferred_on: date | None
    applied_on: date | None
    odometer_km: int
    exported_on: date
    country: str
    importer: str
    legal_ground: str
    brand: str = ""

    @classmethod
    def as_told(cls, facts: Mapping[str, Any]) -> Declared:
        """From the facts of a form or a program, which may hold more: names and numbers as they are kept."""
        kept = {
            "exporter": tidied(facts["exporter"]),
            "licence_number": tidied_number(facts["licence_number"]),
            "legal_ground": tidied(facts["legal_ground"]),
            "brand": tidied(facts["brand"]),
            "country": facts["country"].upper(),
        }
        return cls(**{field.name: kept.get(field.name, facts[field.name]) for field in fields(cls)})

    def as_columns(self) -> dict[str, Any]:
        """By the names of the table's columns, for a model's keywords: the exporter by its key."""
        found = asdict(self)
        return {"exporter_id": found.pop("exporter"), **found}


#: The facts of a line, which a second line about the same export must repeat.
FACTS = tuple(field.name for field in fields(Declared))
#: What tells one export from another: the car, who exports it, under which licence.
KEY = ("vin", "exporter", "licence_number")


@dataclass(frozen=True)
class Problem:
    """``field`` of the input at fault and a message that names value and mend."""

    field: str
    message: Any


def problems_of(line: Declared, *, today: date) -> list[Problem]:
    """Everything that must be mended before the line can be kept; empty when all is well."""
    return [*_words(line), *_days(line, today)]


def _words(line: Declared) -> Iterator[Problem]:
    if line.country not in countries:
        yield Problem("country", _("“%(value)s” is no country: write two letters, as KE.") % {"value": line.country})
    if line.condition not in _CONDITIONS:
        yield Problem(
            "condition",
            _("“%(value)s” is no condition: write one of %(known)s.")
            % {"value": line.condition, "known": ", ".join(_C.values)},
        )
    if line.odometer_km > MAXIMUM_KM:
        yield Problem(
            "odometer_km",
            _("%(km)s km is more than any car has run: write at most %(most)s.")
            % {"km": line.odometer_km, "most": MAXIMUM_KM},
        )
    if line.legal_ground and said(line.legal_ground) < _LEAST_GROUND:
        yield Problem(
            "legal_ground",
            _("“%(value)s” says too little: name instrument and article.") % {"value": line.legal_ground},
        )


def _days(line: Declared, today: date) -> Iterator[Problem]:
    if line.exported_on > today:
        yield Problem(
            "exported_on", _("%(day)s is in the future: write the day it left.") % {"day": said_day(line.exported_on)}
        )
    if line.condition == _C.USED and line.first_registered_on is None:
        yield Problem(
            "first_registered_on",
            _("A used car was registered: write the day of its first registration, as on its paper."),
        )
    order = ("first_registered_on", "transferred_on", "exported_on")
    known = [(name, getattr(line, name)) for name in order if getattr(line, name) is not None]
    for (name, earlier), (later_name, later) in pairwise(known):
        if earlier > later:
            yield Problem(
                name,
                _("%(earlier)s (%(first)s) is after %(later)s (%(second)s): one of the two is wrong.")
                % {
                    "earlier": said_day(earlier),
                    "first": column_words(ExportRecord, name),
                    "later": said_day(later),
                    "second": column_words(ExportRecord, later_name),
                },
            )


def needs_ground(code: str, *, codes: dict[str, int], manufacturer_id: int | None, kind: str) -> bool:
    """Whether a car of this maker code is another maker's than whoever the exporter acts for: then the law is asked.

    Exporters of used cars export cars of any maker.
    """
    return kind != "used" and code in codes and codes[code] != manufacturer_id

"""What a registration certificate must hold to be kept, and what "equal" means: one set of rules for all ways in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.vehicles.wording import said_day

from .declared import Problem
from .names import folded, tidied
from .numbers import tidied_number

_NUMBER = re.compile(r"[0-9A-Z-]{6,30}")
#: What an export record must equal, by the names that both tables use (商贸函〔2025〕648号 I(2)).
COMPARED = ("brand", "model_name", "first_registered_on", "transferred_on")


@dataclass(frozen=True)
class Certified:
    """What a certificate says of a car; ``exporter`` None: the authority gives it by its own word."""

    vin: str
    exporter: str | None
    certificate_number: str
    brand: str
    model_name: str
    first_registered_on: date
    transferred_on: date | None

    @classmethod
    def as_told(cls, facts: Mapping[str, Any]) -> Certified:
        """From the facts of a form or a program, which may hold more: names and numbers as they are kept."""
        kept = {
            "exporter": tidied(facts["exporter"] or "") or None,
            "certificate_number": tidied_number(facts["certificate_number"]),
            "brand": tidied(facts["brand"]),
            "model_name": tidied(facts["model_name"]),
        }
        return cls(**{field.name: kept.get(field.name, facts[field.name]) for field in fields(cls)})

    def as_columns(self) -> dict[str, Any]:
        """By the names of the table's columns, for a model's keywords: the exporter by its key."""
        found = asdict(self)
        return {"exporter_id": found.pop("exporter"), **found}


FACTS = tuple(field.name for field in fields(Certified))


def problems_of(told: Certified, *, today: date) -> Iterator[Problem]:
    """Everything that must be mended before the certificate can be kept."""
    if not _NUMBER.fullmatch(told.certificate_number):
        yield Problem(
            "certificate_number",
            _("“%(value)s” is no number of a certificate: write its 6 to 30 figures and letters.")
            % {"value": told.certificate_number},
        )
    first, transferred = told.first_registered_on, told.transferred_on
    if first > today:
        yield Problem(
            "first_registered_on",
            _("%(day)s is in the future: write the day on the certificate.") % {"day": said_day(first)},
        )
    if transferred and transferred > today:
        yield Problem(
            "transferred_on",
            _("%(day)s is in the future: write the day on the certificate.") % {"day": said_day(transferred)},
        )
    if transferred and transferred < first:
        yield Problem(
            "transferred_on",
            _("%(day)s is before the first registration on %(first)s: one of the two is wrong.")
            % {"day": said_day(transferred), "first": said_day(first)},
        )


def differ(declared: Any, stands: Any) -> bool:
    """Whether two values are not equal: names but for width, case and blanks, as names of exporters; days exactly."""
    if isinstance(declared, str) and isinstance(stands, str):
        return folded(declared) != folded(stands)
    return bool(declared != stands)

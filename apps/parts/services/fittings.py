"""Saying which cars a part fits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.casework.actors import record_of
from apps.core.errors import Refused
from apps.organizations.door import door
from apps.organizations.scope import Actor

from ..models import Fitting, Part
from ..numbers import clean_name
from ..vin_range import checked_range
from .saying import require_its_maker

_YEARS = range(1980, 2100)


@transaction.atomic
def add_fitting(
    *,
    part: Part,
    model_name: str,
    by: Actor,
    at: datetime,
    year_from: int | None = None,
    year_to: int | None = None,
    plant: str = "",
    vin_from: str = "",
    vin_to: str = "",
) -> Fitting:
    """Say that a part fits cars of a model; the same again is the same row. Raises Refused naming the field.

    Years are model years, both included; ``plant`` is the eleventh character of the VIN; the range of VINs includes
    both ends. What is left empty narrows nothing.
    """
    require_its_maker(part, by)
    said = checked_fitting(
        model_name=model_name, year_from=year_from, year_to=year_to, plant=plant, vin_from=vin_from, vin_to=vin_to
    )
    with door("parts.catalogue"):
        made, _new = Fitting.objects.get_or_create(
            part=part,
            manufacturer_id=part.manufacturer_id,
            ended_at=None,
            **said,
            defaults={"recorded_at": at, "actor": record_of(by)},
        )
    return made


def checked_fitting(
    *, model_name: str, year_from: int | None, year_to: int | None, plant: str, vin_from: str, vin_to: str
) -> dict[str, Any]:
    """What a row of fitting holds, as it is kept. Raises Refused naming the field."""
    model = clean_name(model_name)
    if not 1 <= len(model) <= 100:
        raise Refused(_("Name the model as your delivery lists name it, in 1 to 100 characters."), field="model_name")
    _check_years(year_from, year_to)
    plant = plant.strip().upper()
    if plant and not (len(plant) == 1 and plant.isascii() and plant.isalnum()):
        raise Refused(_("A plant is one letter or figure: the eleventh of the VIN."), field="plant")
    first, last = checked_range(vin_from, vin_to)
    return {
        "model_name": model, "year_from": year_from, "year_to": year_to, "plant": plant,
        "vin_from": first, "vin_to": last,
    }  # fmt: skip


def _check_years(first: int | None, last: int | None) -> None:
    for name, year in (("year_from", first), ("year_to", last)):
        if year is not None and year not in _YEARS:
            raise Refused(_("“%(value)s” is no model year: write it as 2026.") % {"value": year}, field=name)
    if first is not None and last is not None and first > last:
        raise Refused(_("%(last)s comes before %(first)s.") % {"first": first, "last": last}, field="year_to")

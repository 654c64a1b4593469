"""The manufacturer's verbs on its catalogue."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.core.errors import Refused

from ..details import checked_details
from ..models import Part
from ..numbers import clean_name, clean_number, name_problem, number_problem


@transaction.atomic
def add_part(
    *, manufacturer_id: int, number: str, name: str, active: bool = True, component: str = "", **details: Any
) -> Part:
    """Add a part to a manufacturer's catalogue. Raises Refused for a number that is wrong or taken.

    ``component``: what of a car it belongs to (vehicles.components); empty where nobody says. ``details``: what else
    is said of it, by the names of details.DEFAULTS.
    """
    number, name = clean_number(number), clean_name(name)
    problem = number_problem(number)
    if problem:
        raise Refused(problem, field="number")
    _check_name(name)
    part = Part(manufacturer_id=manufacturer_id, number=number, name=name, active=active, component=component)
    _take_over(part, details)
    try:
        with transaction.atomic():
            part.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(
            _("Part %(part)s is in your catalogue already. Change that one.") % {"part": number}, field="number"
        ) from error
    return part


@transaction.atomic
def edit_part(*, part: Part, name: str, active: bool, component: str, **details: Any) -> Part:
    """Rename a part, say where it belongs and what else it is, stop or resume its orders.

    Its number stays: orders know it by that. Every version is kept (apps/casework/facts). ``details`` that are not
    given stay. Raises Refused naming the field.
    """
    name = clean_name(name)
    _check_name(name)
    part.name, part.active, part.component = name, active, component
    _take_over(part, details)
    part.save(update_fields=["name", "active", "component", *details])
    return part


def _take_over(part: Part, details: dict[str, Any]) -> None:
    for field, value in checked_details(details).items():
        setattr(part, field, value)


def _check_name(name: str) -> None:
    if problem := name_problem(name):
        raise Refused(problem, field="name")

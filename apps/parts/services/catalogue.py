"""The manufacturer's verbs on its catalogue."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.core.errors import Refused

from ..models import Part
from ..numbers import clean_name, clean_number, name_problem, number_problem


@transaction.atomic
def add_part(*, manufacturer_id: int, number: str, name: str, active: bool = True, component: str = "") -> Part:
    """Add a part to a manufacturer's catalogue. Raises Refused for a number that is wrong or taken.

    ``component``: what of a car it belongs to (vehicles.components); empty where nobody says.
    """
    number, name = clean_number(number), clean_name(name)
    problem = number_problem(number)
    if problem:
        raise Refused(problem, field="number")
    _check_name(name)
    part = Part(manufacturer_id=manufacturer_id, number=number, name=name, active=active, component=component)
    try:
        with transaction.atomic():
            part.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(
            _("Part %(part)s is in your catalogue already. Change that one.") % {"part": number}, field="number"
        ) from error
    return part


@transaction.atomic
def edit_part(*, part: Part, name: str, active: bool, component: str) -> Part:
    """Rename a part, say where it belongs, stop or resume its orders. Its number stays: orders know it by that."""
    name = clean_name(name)
    _check_name(name)
    part.name, part.active, part.component = name, active, component
    part.save(update_fields=["name", "active", "component"])
    return part


def _check_name(name: str) -> None:
    if problem := name_problem(name):
        raise Refused(problem, field="name")

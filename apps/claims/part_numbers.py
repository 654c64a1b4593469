"""From the part numbers that people write to the lines of an order; the same for pages and API."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.core.errors import Refused
from apps.organizations.models import ServicePoint
from apps.organizations.selectors import standing_points
from apps.parts.models import Part
from apps.parts.numbers import clean_number
from apps.parts.quantities import checked_quantity

from .models import Claim


def part_lines(claim: Claim, wanted: Iterable[tuple[str, Any]]) -> list[tuple[int, int]]:
    """(part id, quantity) of each (number, quantity); a number named twice is one line.

    Raises Refused (field ``lines``) naming the number or the quantity that cannot be.
    """
    lines: dict[int, int] = {}
    for number, quantity in wanted:
        part = part_of(claim, number, field="lines")
        total = lines.get(part.pk, 0) + checked_quantity(quantity, part.number, field="lines")
        lines[part.pk] = checked_quantity(total, part.number, field="lines")
    return list(lines.items())


def part_of(claim: Claim, number: str, *, field: str) -> Part:
    """The part of the vehicle's manufacturer with this number, written as people write it."""
    rows = Part.objects.filter(manufacturer_id=claim.manufacturer_id, number=clean_number(number), active=True)
    part = rows.first()
    if part is None:
        text = _("“%(number)s” is no part that the manufacturer delivers: look it up in the catalogue.")
        raise Refused(text % {"number": number}, field=field, code="unknown_part")
    return part


def points_of(claim: Claim, *, at: datetime) -> list[ServicePoint]:
    """Where the workshop of a claim repairs, first what it has longest (1 query)."""
    return list(standing_points(claim.dealer_id or 0, at=at).order_by("id"))


def chosen_point(claim: Claim, pk: int | None, *, at: datetime) -> ServicePoint | None:
    """The service point that is named, or the workshop's first; raises Refused (field ``point``) for a stranger's."""
    points = points_of(claim, at=at)
    found = points[0] if points and pk is None else next((point for point in points if point.pk == pk), None)
    if found is None and pk is not None:
        raise Refused(_("This is no service point of the request's workshop."), field="point")
    return found

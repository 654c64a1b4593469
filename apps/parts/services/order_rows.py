"""The rows of a file of orders: which part and manufacturer each names, and what cannot be ordered so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from apps.casework.imports.importer import refuse_row
from apps.core.errors import Refused
from apps.core.tables.columns import folded
from apps.core.today import today_in
from apps.organizations.models import Appointment

from ..models import Part
from ..selectors.successions import forwards
from .order_catalogue import unsold


@dataclass(frozen=True)
class Line:
    """A line of the file whose cells are right by themselves."""

    line: int
    reference: str
    number: str
    quantity: int
    priority: str
    claim: str
    manufacturer: str
    superseded: str
    note: str


@dataclass
class Group:
    """The lines of one reference and manufacturer: an order."""

    reference: str
    appointment: Appointment
    rows: list[tuple[Line, Part]] = field(default_factory=list)

    @property
    def first(self) -> Line:
        return self.rows[0][0]

    @property
    def wanted(self) -> list[tuple[int, int]]:
        return [(part.pk, row.quantity) for row, part in self.rows]

    @property
    def key(self) -> str:
        return f"file:{self.appointment.manufacturer_id}:{self.reference}"


def grouped(places: list[Appointment], at: datetime, outcome: str = "") -> list[Group]:
    """The lines by order; those whose part cannot be told, or ordered so, are refused."""
    rows = list(_lines(outcome))
    parts = _parts({row.number for row in rows})
    groups: dict[tuple[int, str], Group] = {}
    for row in rows:
        try:
            appointment, part = _found(row, parts[row.number], places)
            group = groups.setdefault((part.manufacturer_id, row.reference), Group(row.reference, appointment))
            _refuse_other_head(row, group)
            group.rows.append((row, part))
        except Refused as refused:
            refuse_row(row.line, refused.field, refused.message)
    made = [group for group in groups.values() if group.rows]
    for group in made:
        _refuse_unsold(group, at)
    return made


def _lines(outcome: str) -> Iterator[Line]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT line, reference, number, quantity, priority, claim, manufacturer, superseded, note "
            "FROM import_stage WHERE outcome = %s ORDER BY line",
            [outcome],
        )
        yield from (Line(*row) for row in cursor.fetchall())


def _parts(numbers: set[str]) -> dict[str, list[Part]]:
    found: dict[str, list[Part]] = defaultdict(list)
    for part in Part.objects.filter(number__in=numbers).select_related("manufacturer").order_by("id"):
        found[part.number].append(part)
    return found


def _found(row: Line, named: list[Part], places: list[Appointment]) -> tuple[Appointment, Part]:
    """The part that a line names, of a manufacturer that appointed the dealer; raises Refused naming the column."""
    by_maker = {place.manufacturer_id: place for place in reversed(places)}
    values = {"part": row.number, "makers": ", ".join(sorted({part.manufacturer.name for part in named}))}
    if not named:
        text = _("No manufacturer here has a part %(part)s. Check the number.")
        raise Refused(text % values, field="number")
    own = [part for part in named if part.manufacturer_id in by_maker]
    if not own:
        text = _("%(part)s is a part of %(makers)s, who has not appointed your firm. Ask to be appointed.")
        raise Refused(text % values, field="number")
    wished = folded(row.manufacturer)
    if wished:
        own = [part for part in own if wished in (folded(part.manufacturer.name), folded(part.manufacturer.slug))]
    if len(own) != 1:
        text = _("Several manufacturers have a part %(part)s: write in “manufacturer” which, one of %(makers)s.")
        if not own:
            text = _("“%(maker)s” has no part %(part)s, or has not appointed your firm: write one of %(makers)s.")
        raise Refused(text % {**values, "maker": row.manufacturer[:60]}, field="manufacturer")
    return by_maker[own[0].manufacturer_id], own[0]


def _refuse_other_head(row: Line, group: Group) -> None:
    """An order has one class, one request, one answer about replaced parts, and one note."""
    for name in ("priority", "claim"):
        if group.rows and getattr(row, name) != getattr(group.first, name):
            text = _("Line %(line)s of this reference says “%(value)s”: an order has one of them.")
            raise Refused(text % {"line": group.first.line, "value": getattr(group.first, name)}, field=name)


def _refuse_unsold(group: Group, at: datetime) -> None:
    """Refuse lines of parts that are not sold, or not so: the order itself would name the first of them only."""
    day = today_in(str(group.appointment.country), at)
    replaced = forwards((part for _row, part in group.rows), on=day)
    said = next((row.superseded for row, _part in group.rows if row.superseded), "")
    for row, part in group.rows:
        if part.pk in replaced:
            if not (row.superseded or said):
                text = _("Part %(part)s was replaced by %(new)s: write forward or keep, or that number.")
                refuse_row(row.line, "superseded", text % {"part": part.number, "new": replaced[part.pk].words})
        elif not part.active:
            refuse_row(row.line, "number", _("Part %(part)s cannot be ordered any more.") % {"part": part.number})
        elif refused := unsold(part, row.quantity):
            refuse_row(row.line, "quantity", refused.message)

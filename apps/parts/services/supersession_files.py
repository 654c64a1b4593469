"""What replaces what, from a file: row by row by the rule that the page has, circles among the rows included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy

from apps.casework.imports import Importer
from apps.casework.imports.importer import execute, refuse_row, tried
from apps.casework.jobs import Run
from apps.core.errors import Refused
from apps.organizations.requests import organization_of
from apps.organizations.scope import Actor, Side

from ..checked import UNKNOWN_PART
from ..models import Part, Supersession
from ..said_columns import SUPERSESSION_COLUMNS
from .supersessions import supersede

_KIND = Supersession.Kind


@dataclass(frozen=True)
class _Row:
    line: int
    old: str
    new: str
    quantity: int
    kind: str
    stock: str
    starts_on: date


class SupersessionImporter(Importer):
    """Rows that belong together (the parts of a split, of a kit) are said together, or refused together."""

    name = "parts.supersessions"
    label = gettext_lazy("Import of what replaces what")
    sides = (Side.MANUFACTURER,)
    columns = SUPERSESSION_COLUMNS
    key = "old"
    typed = "old text, new text, quantity integer, kind text, stock text, starts_on date"
    model = Supersession
    may_undo = False
    may_undo_changes = False
    most_rows = 20_000

    def settle_repeats(self) -> None:
        """Nothing to settle: a row that says the same as an earlier one is found said already."""

    def compare(self, by: Actor, run: Run) -> None:
        """Say all of it, note what came of each row, and take it back: rows of a file can make a circle together."""
        with tried():
            said = set(Supersession.objects.filter(recorded_at__gte=run.now()).values_list("pk", flat=True))
            outcomes = [(group, _tried(group, said, by, run.now())) for group in _groups("", by)]
        for group, outcome in outcomes:
            if isinstance(outcome, Refused):
                for row in group.rows:
                    refuse_row(row.line, outcome.field or self.key, outcome.message)
            else:
                lines = [row.line for row in group.rows]
                execute("UPDATE import_stage SET outcome = %s WHERE line = ANY(%s)", [outcome, lines])

    def write(self, by: Actor, run: Run) -> None:
        for group in _groups("new", by):
            group.say(by, run.now())


@dataclass(frozen=True)
class _Group:
    """Rows that are one saying: of a split, of a kit, or one row."""

    rows: list[_Row]
    parts: dict[str, Part]

    def say(self, by: Actor, at: datetime) -> list[Supersession]:
        """Raises Refused, naming the column."""
        first = self.rows[0]
        old = [self._part(number, "old") for number in dict.fromkeys(row.old for row in self.rows)]
        new = {row.new: (self._part(row.new, "new"), row.quantity) for row in self.rows}
        return supersede(
            old=old,
            new=list(new.values()),
            starts_on=first.starts_on,
            stock=first.stock,
            by=by,
            at=at,
            two_way=first.kind == _KIND.TWO_WAY,
        )

    def _part(self, number: str, column: str) -> Part:
        if number in self.parts:
            return self.parts[number]
        raise Refused(UNKNOWN_PART % {"part": number}, field=column)


def _tried(group: _Group, said: set[int], by: Actor, at: datetime) -> str | Refused:
    """``new`` or ``same``, or why not; what was refused leaves nothing behind. ``said``: edges of earlier rows."""
    try:
        with transaction.atomic():
            edges = group.say(by, at)
    except Refused as refused:
        return refused
    fresh = {edge.pk for edge in edges if edge.recorded_at == at} - said
    said |= fresh
    return "new" if fresh else "same"


def _groups(outcome: str, by: Actor) -> list[_Group]:
    """The rows of the stage with this outcome, as they belong together."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT line, old, new, quantity, kind, stock, starts_on FROM import_stage WHERE outcome = %s", [outcome]
        )
        rows = sorted((_Row(*values) for values in cursor.fetchall()), key=_together)
    numbers = {number for row in rows for number in (row.old, row.new)}
    found = Part.objects.filter(manufacturer_id=organization_of(by), number__in=numbers)
    parts = {part.number: part for part in found}
    return [_Group(list(together), parts) for _key, together in groupby(rows, key=_together)]


def _together(row: _Row) -> tuple[Any, ...]:
    whole = {_KIND.SPLIT: row.old, _KIND.KIT: row.new}.get(_KIND(row.kind))
    return (row.starts_on, row.stock, row.kind, whole or "", 0 if whole else row.line)


SUPERSESSIONS = SupersessionImporter()

"""A manufacturer's open lines from a file: promised, priced and sent off. Each order is a step of its own."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.casework.imports import Importer
from apps.casework.imports.importer import execute, refuse_row, tried
from apps.casework.jobs import Run
from apps.core.errors import Refused
from apps.core.tables.sheet import Row
from apps.organizations.requests import organization_of
from apps.organizations.scope import Actor, Side, acting_as

from ..desk_columns import DESK_COLUMNS
from ..models import OrderLine, PartsOrder
from ..steps import OPEN
from .desk_rows import Answer, answers
from .fulfilment import dispatch_lines
from .promises import confirm_lines

Rows = list[tuple[Answer, OrderLine]]


class DeskImporter(Importer):
    """Answers to open lines. What stands already is as before; an order that was changed since is not touched."""

    name = "parts.desk"
    label = gettext_lazy("Answers to orders from a file")
    label_changed = gettext_lazy("Answered")
    sides = (Side.MANUFACTURER,)
    columns = DESK_COLUMNS
    key = "line_id"
    typed = (
        '"order" text, line_id bigint, version integer, promised_on date, ready integer, reason text, price numeric, '
        "currency text, price_reason text, note text, sent integer, consignment text, carrier text"
    )
    model = OrderLine
    may_undo = False
    may_undo_changes = False
    most_rows = 20_000

    def check(self, row: Row, context: Any) -> None:
        # The stage has a column called line already: that of the file.
        row.record["line_id"] = row.record["line"]
        if row.record["price"] is not None and not row.record["currency"]:
            row.refuse("currency", _("Write the currency of the price, as KES or CNY."))
        if row.record["sent"] is not None and not (row.record["consignment"] or row.record["carrier"]):
            row.refuse("consignment", _("Write under which number it leaves, or who carries it."))
        if row.record["price"] is not None and row.record["promised_on"] is None:
            row.refuse("promised_on", _("A price is confirmed with a day: write by when it leaves."))

    def settle_repeats(self) -> None:
        """A line of an order is answered once a file."""
        execute(_REPEATS, [_("The same line of the order stands in line %(line)s already: keep one of them.")
                           % {"line": "{line}"}])  # fmt: skip

    def compare(self, by: Actor, run: Run) -> None:
        for rows in _by_order(by, outcome="").values():
            _settle(rows, by, run)

    def write(self, by: Actor, run: Run) -> None:
        for rows in _by_order(by, outcome="changed").values():
            _act(rows, by, run)


def _by_order(by: Actor, outcome: str) -> dict[int, Rows]:
    """The rows by order, each with its line; those of strangers' lines, and of lines gone on, are refused."""
    rows = list(answers(outcome))
    lines = OrderLine.objects.filter(
        pk__in={row.line for row in rows}, manufacturer_id=organization_of(by), order__submitted_at__isnull=False
    )
    known = {line.pk: line for line in lines.select_related("order", "part").prefetch_related("promises", "prices")}
    found: dict[int, Rows] = defaultdict(list)
    for row in rows:
        line = known.get(row.line)
        if line is None or line.order.number != row.order.strip().upper():
            refuse_row(row.number, "line", _("Order %(order)s has no such line. Take the list anew.")
                       % {"order": row.order[:20]})  # fmt: skip
        else:
            found[line.order_id].append((row, line))
    return found


def _settle(rows: Rows, by: Actor, run: Run) -> None:
    """Give the rows of an order their outcome; where nothing is written, by taking their steps and taking them back."""
    new = [(row, line) for row, line in rows if not row.stands(line)]
    _mark([row for row, line in rows if row.stands(line)], "same")
    for row, line in [*new]:
        if problem := _cannot(row, line):
            refuse_row(row.number, *problem)
            new.remove((row, line))
    if run.writes:
        _mark([row for row, _line in new], "changed")
    else:
        _act(new, by, run)


def _cannot(row: Answer, line: OrderLine) -> tuple[str, str] | None:
    """Why a row is not acted on: (column, words)."""
    if row.version != line.order.version:
        text = _("Order %(order)s was changed since this list was written. Take the list anew, and decide again.")
        return "version", text % {"order": line.order.number}
    if line.status not in OPEN:
        text = _("Part %(part)s is %(status)s by now. Look at the order as it stands and decide again.")
        return "line", text % {"part": line.part.number, "status": line.get_status_display().lower()}
    return None


def _act(rows: Rows, by: Actor, run: Run) -> None:
    """Take the steps of one order: what is refused of one line hinders no other, unless it is refused for all."""
    while rows:
        try:
            with transaction.atomic() if run.writes else tried(), acting_as(run.scope):
                _take(rows, by, run)
            break
        except Refused as refused:
            rows = _without(rows, refused)
    _mark([row for row, _line in rows], "changed")


def _without(rows: Rows, refused: Refused) -> Rows:
    """The rows without the one that a refusal names; without any where it names none."""
    field, _under, key = refused.field.rpartition("_")
    at_fault = [(row, line) for row, line in rows if str(line.pk) == key] or rows
    column = {"promised": "promised_on", "quantity": "sent"}.get(
        field, field if at_fault is not rows else refused.field
    )
    known = {column.name for column in DESK_COLUMNS}
    for row, _line in at_fault:
        refuse_row(row.number, column if column in known else "line", refused.message)
    return [pair for pair in rows if pair not in at_fault]


def _take(rows: Rows, by: Actor, run: Run) -> None:
    order = rows[0][1].order
    said: dict[tuple[str, str, str], Rows] = defaultdict(list)
    for row, line in rows:
        if row.promises(line):
            said[row.why].append((row, line))
    for (reason, price_reason, note), some in said.items():
        order = confirm_lines(
            order=order,
            promised={line.pk: row.promised_on for row, line in some if row.promised_on},
            ready={line.pk: row.ready for row, line in some if row.ready is not None},
            prices={line.pk: row.money for row, line in some if row.money},
            reason=reason, price_reason=price_reason, note=note, version=order.version, by=by, at=run.now(),
        )  # fmt: skip
    _send(order, [(row, line) for row, line in rows if row.leaves], by, run)


def _send(order: PartsOrder, rows: Rows, by: Actor, run: Run) -> None:
    ways: dict[tuple[str, str], Rows] = defaultdict(list)
    for row, line in rows:
        ways[row.way].append((row, line))
    for (consignment, carrier), some in ways.items():
        order = dispatch_lines(
            order=order, line_ids=[line.pk for _row, line in some], tracking=consignment, carrier=carrier,
            quantities={line.pk: row.sent for row, line in some if row.sent is not None},
            version=order.version, by=by, at=run.now(),
        )  # fmt: skip


def _mark(rows: list[Answer], outcome: str) -> None:
    execute(
        "UPDATE import_stage SET outcome = %s, target_id = line_id WHERE line = ANY(%s)",
        [outcome, [row.number for row in rows]],
    )


_REPEATS = """
UPDATE import_stage s SET
    outcome = 'refused',
    problems = jsonb_build_array(jsonb_build_array('line', replace(%s::text, '{line}', f.line::text)))
FROM (SELECT DISTINCT ON (line_id) line_id, line FROM import_stage ORDER BY line_id, line) f
WHERE f.line_id = s.line_id AND f.line < s.line
"""
DESK = DeskImporter()

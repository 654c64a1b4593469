"""Orders from a file: a line a part, one order a reference and manufacturer, each made as its page makes it.

Whoever only checks is told what making them would say: each order is made, and taken back at once.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.casework.imports import Importer
from apps.casework.imports.importer import execute, refuse_row, tried
from apps.casework.jobs import Run
from apps.core.errors import Refused
from apps.organizations.requests import organization_of
from apps.organizations.scope import Actor, Side, acting_as

from ..for_claims import order_for_claim
from ..models import PartsOrder
from ..order_columns import ORDER_COLUMNS
from ..selectors.orders import makers_of, ordered_of
from . import orders
from .order_rows import Group, grouped


class OrderImporter(Importer):
    """All lines of a reference are ordered or none."""

    name = "parts.orders"
    label = gettext_lazy("Orders from a file")
    label_new = gettext_lazy("Ordered")
    sides = (Side.DEALER,)
    columns = ORDER_COLUMNS
    # Kept of refused lines too: so the others of their reference are found.
    key = "reference"
    typed = (
        "reference text, number text, quantity integer, priority text, claim text, manufacturer text, "
        "superseded text, note text"
    )
    model = PartsOrder
    # An order is cancelled, not undone.
    may_undo = False
    may_undo_changes = False
    most_rows = 5_000

    def settle_repeats(self) -> None:
        """A part stands once in a reference: twice may be a slip, or twice as many."""
        text = _("The same part stands in line %(line)s of this reference already: keep one, with all its pieces.")
        execute(_REPEATS, [text % {"line": "{line}"}])

    def compare(self, by: Actor, run: Run) -> None:
        with acting_as(run.scope):
            places = list(makers_of(dealer_id=organization_of(by), at=run.now()))
        groups = grouped(places, run.now())
        execute(_INCOMPLETE, [_("Line %(line)s of this reference is refused: mend it, an order is made whole.")
                              % {"line": "{line}"}])  # fmt: skip
        refused = _refused_lines()
        for group in groups:
            if not refused & {row.line for row, _part in group.rows}:
                _settle(group, by, run)

    def write(self, by: Actor, run: Run) -> None:
        with acting_as(run.scope):
            places = list(makers_of(dealer_id=organization_of(by), at=run.now()))
        for group in grouped(places, run.now(), outcome="new"):
            try:
                with transaction.atomic(), acting_as(run.scope):
                    made = _order(group, by, run.now())
            except Refused as refused:
                _refuse(group, refused)
            else:
                _mark(group, "new", made)


def _settle(group: Group, by: Actor, run: Run) -> None:
    """Give the lines of an order their outcome; where it is not made at the end, by making it and taking it back."""
    known = PartsOrder.objects.filter(
        dealer_id=organization_of(by), manufacturer_id=group.appointment.manufacturer_id, reference=group.reference
    ).first()
    if known is not None:
        _tell_known(group, known)
        return
    try:
        if not run.writes:
            with tried(), acting_as(run.scope):
                _order(group, by, run.now())
    except Refused as refused:
        _refuse(group, refused)
    else:
        _mark(group, "new")


def _order(group: Group, by: Actor, at: datetime) -> PartsOrder:
    said: dict[str, Any] = {
        "reference": group.reference,
        "request_key": group.key,
        "note": group.first.note,
        "by": by,
        "at": at,
    }
    superseded = next((row.superseded for row, _part in group.rows if row.superseded), "")
    maker = group.appointment.manufacturer_id
    if group.first.claim:
        return order_for_claim()(
            claim_number=group.first.claim, manufacturer_id=maker, lines=group.wanted, superseded=superseded, **said
        )
    made = orders.create_order(
        dealer_id=organization_of(by), manufacturer_id=maker, country=str(group.appointment.country),
        lines=group.wanted, priority=group.first.priority, **said,
    )  # fmt: skip
    return orders.submit_order(order=made, by=by, superseded=superseded, at=at)


def _tell_known(group: Group, known: PartsOrder) -> None:
    """The reference was an order before: that is said, whatever stands in the lines now."""
    values = {"reference": group.reference, "number": known.number}
    if ordered_of(known) == dict(group.wanted):
        text = _("Reference %(reference)s was already an order: number %(number)s. Nothing is ordered again.")
        _mark(group, "same", known, warning=text % values)
        return
    text = _(
        "Reference %(reference)s was already an order: number %(number)s, with other parts or pieces. Write another "
        "reference for a new order, or change that one on its page."
    )
    _refuse(group, Refused(text % values, field="reference"))


def _mark(group: Group, outcome: str, order: PartsOrder | None = None, *, warning: str = "") -> None:
    said = json.dumps([["reference", warning]] if warning else [])
    execute(
        "UPDATE import_stage SET outcome = %s, target_id = %s, warnings = warnings || %s::jsonb WHERE line = ANY(%s)",
        [outcome, order.pk if order else None, said, [row.line for row, _part in group.rows]],
    )


def _refuse(group: Group, refused: Refused) -> None:
    """Refuse an order whole: each of its lines says why."""
    column = refused.field if refused.field in {column.name for column in ORDER_COLUMNS} else "number"
    for row, _part in group.rows:
        refuse_row(row.line, column, refused.message)


def _refused_lines() -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT line FROM import_stage WHERE outcome = 'refused'")
        return {line for (line,) in cursor.fetchall()}


_REPEATS = """
UPDATE import_stage s SET
    outcome = 'refused',
    problems = jsonb_build_array(jsonb_build_array('number', replace(%s::text, '{line}', f.line::text)))
FROM (
    SELECT DISTINCT ON (reference, number, manufacturer) reference, number, manufacturer, line FROM import_stage
    ORDER BY reference, number, manufacturer, line
) f
WHERE (f.reference, f.number, f.manufacturer) = (s.reference, s.number, s.manufacturer) AND f.line < s.line
"""
_INCOMPLETE = """
WITH refused AS (
    SELECT key, min(line) AS line FROM (
        SELECT r.key, r.line FROM casework_importrow r
        WHERE r.outcome = 'refused' AND r.job_id = (
            SELECT job_id FROM casework_importrow WHERE id = (SELECT row_id FROM import_stage LIMIT 1)
        )
        UNION ALL SELECT key, line FROM import_stage WHERE outcome = 'refused'
    ) found WHERE key <> '' GROUP BY key
)
UPDATE import_stage s SET
    outcome = 'refused',
    problems = jsonb_build_array(jsonb_build_array('reference', replace(%s::text, '{line}', refused.line::text)))
FROM refused WHERE refused.key = s.key AND s.outcome <> 'refused'
"""
ORDERS = OrderImporter()

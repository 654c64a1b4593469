"""A manufacturer's price list from a file: rows are added, and none is ever changed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.casework.actors import record_of
from apps.casework.imports import Importer
from apps.casework.imports.importer import execute
from apps.casework.jobs import Run
from apps.core.money import is_whole
from apps.core.tables.sheet import Row
from apps.organizations.requests import organization_of
from apps.organizations.scope import Actor, Side

from ..checked import UNKNOWN_PART
from ..models import PartPrice
from ..price_columns import PRICE_COLUMNS


class PriceImporter(Importer):
    """Prices by part, market, currency and first day. What is on record with the same figures is as before.

    Another price of the same day is a new row, which counts from now on. It cannot be undone: a price that was told
    stays on record, and a later file says a later price.
    """

    name = "parts.prices"
    label = gettext_lazy("Import of a price list")
    sides = (Side.MANUFACTURER,)
    columns = PRICE_COLUMNS
    key = "number"
    typed = "number text, market text, currency text, amount numeric, valid_from date, valid_until date"
    model = PartPrice
    may_undo = False
    may_undo_changes = False

    def check(self, row: Row, context: Any) -> None:
        amount, currency = Decimal(row.record["amount"]), row.record["currency"]
        if not is_whole(amount, currency):
            message = _("%(amount)s cannot be paid in %(currency)s: write it to the smallest coin.")
            row.refuse("amount", message % {"amount": amount, "currency": currency})
        until = row.record["valid_until"]
        if until is not None and until < row.record["valid_from"]:
            row.refuse("valid_until", _("It would end before it begins: choose a later day."))

    def settle_repeats(self) -> None:
        """Of rows for one part, market, currency and day the first counts: a part has many rows here."""
        text = _("The same part, market, currency and day stand in line %(line)s already, with another price.")
        execute(_REPEATS, [text % {"line": "{line}"}])

    def compare(self, by: Actor, run: Run) -> None:
        execute(_COMPARE, [organization_of(by)])
        execute(_REFUSE, [UNKNOWN_PART % {"part": "{part}"}])

    def write(self, by: Actor, run: Run) -> None:
        execute(_WRITE, [organization_of(by), run.now(), record_of(by).pk])


_REPEATS = """
UPDATE import_stage s SET
    outcome = CASE WHEN (s.amount, s.valid_until) IS NOT DISTINCT FROM (f.amount, f.valid_until)
        THEN 'same' ELSE 'refused' END,
    problems = CASE WHEN (s.amount, s.valid_until) IS NOT DISTINCT FROM (f.amount, f.valid_until) THEN s.problems ELSE
        jsonb_build_array(jsonb_build_array('number', replace(%s::text, '{line}', f.line::text))) END
FROM (
    SELECT DISTINCT ON (number, market, currency, valid_from) number, market, currency, valid_from, amount,
        valid_until, line
    FROM import_stage ORDER BY number, market, currency, valid_from, line
) f
WHERE (f.number, f.market, f.currency, f.valid_from) = (s.number, s.market, s.currency, s.valid_from)
    AND f.line < s.line
"""
# The part's id waits in target_id until the price has one of its own.
_COMPARE = """
UPDATE import_stage s SET target_id = p.id, outcome = CASE WHEN EXISTS (
    SELECT 1 FROM (
        SELECT c.amount, c.valid_until FROM parts_partprice c
        WHERE (c.part_id, c.market, c.currency, c.valid_from) = (p.id, s.market, s.currency, s.valid_from)
        ORDER BY c.id DESC LIMIT 1
    ) last WHERE (last.amount, last.valid_until) IS NOT DISTINCT FROM (s.amount, s.valid_until)
) THEN 'same' ELSE 'new' END
FROM parts_part p
WHERE s.outcome = '' AND p.manufacturer_id = %s AND p.number = s.number
"""
_REFUSE = """
UPDATE import_stage SET outcome = 'refused',
    problems = jsonb_build_array(jsonb_build_array('number', replace(%s::text, '{part}', number)))
WHERE outcome = ''
"""
_WRITE = """
INSERT INTO parts_partprice (
    manufacturer_id, part_id, market, currency, amount, valid_from, valid_until, recorded_at, actor_id
)
SELECT %s, target_id, market, currency, amount, valid_from, valid_until, %s, %s FROM import_stage
WHERE outcome = 'new' ORDER BY line
"""
PRICES = PriceImporter()

"""A stock-take's list that comes back as a file: each line that it counts is a count like any other."""

from __future__ import annotations

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from apps.casework.imports import Importer
from apps.casework.imports.importer import execute
from apps.casework.jobs import Run
from apps.core.errors import Refused
from apps.organizations.requests import organization_of
from apps.organizations.scope import Actor, Side

from ..count_columns import COUNT_COLUMNS
from ..models import StockTake, StockTakeLine
from .counts import write_counts


class CountImporter(Importer):
    """Counts by part and bin. A line that says what was counted already is as before; none is ever taken back."""

    name = "parts.counts"
    label = gettext_lazy("Import of a stock-take's counts")
    label_changed = pgettext_lazy("pieces", "Counted")
    sides = (Side.DEALER,)
    columns = COUNT_COLUMNS
    key = "part"
    typed = "part text, bin text, counted integer"
    model = StockTakeLine
    may_undo = False
    may_undo_changes = False

    def begin(self, by: Actor, run: Run) -> None:
        _open_one(by, run)

    def settle_repeats(self) -> None:
        """Of rows for one part and bin the first counts."""
        text = _("The same part and bin stand in line %(line)s already, with another count.")
        execute(_REPEATS, [text % {"line": "{line}"}])

    def compare(self, by: Actor, run: Run) -> None:
        execute(_COMPARE, [_open_one(by, run).pk])
        execute(_REFUSE, [_("There is no such line on this list."), _("It lies in several bins: name the bin.")])

    def write(self, by: Actor, run: Run) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT target_id, counted FROM import_stage WHERE outcome = 'changed'")
            counted = dict(cursor.fetchall())
        if counted:
            write_counts(stocktake=_open_one(by, run), counted=counted, by=by, at=run.now())


def _open_one(by: Actor, run: Run) -> StockTake:
    """The stock-take that the file is for. Raises Refused for another firm's, and for one that is counted no more."""
    number = run.job.arguments.get("stocktake", "")
    found = StockTake.objects.filter(number=number, dealer_id=organization_of(by)).first()
    if found is None:
        raise Refused(_("There is no such stock-take: send the file from the page of one."))
    if found.status != StockTake.Status.OPEN:
        raise Refused(_("%(number)s is no longer being counted.") % {"number": number})
    return found


_REPEATS = """
UPDATE import_stage s SET
    outcome = CASE WHEN s.counted IS NOT DISTINCT FROM f.counted THEN 'same' ELSE 'refused' END,
    problems = CASE WHEN s.counted IS NOT DISTINCT FROM f.counted THEN s.problems ELSE
        jsonb_build_array(jsonb_build_array('part', replace(%s::text, '{line}', f.line::text))) END
FROM (SELECT DISTINCT ON (part, bin) part, bin, counted, line FROM import_stage ORDER BY part, bin, line) f
WHERE (f.part, f.bin) = (s.part, s.bin) AND f.line < s.line
"""
# Each row with the lines that it may mean: one, or it is refused.
_COMPARE = """
UPDATE import_stage s SET
    target_id = found.line_id,
    before = jsonb_build_object('counted', found.counted),
    outcome = CASE WHEN found.several > 1 THEN ''
        WHEN s.counted IS NULL OR s.counted IS NOT DISTINCT FROM found.counted THEN 'same' ELSE 'changed' END
FROM (
    SELECT g.row_id, min(l.id) AS line_id, min(l.counted) AS counted, count(*) AS several
    FROM import_stage g
    JOIN parts_part p ON p.number = g.part
    JOIN parts_stocktakeline l ON l.part_id = p.id AND l.stocktake_id = %s
    JOIN parts_bin b ON b.id = l.bin_id AND (g.bin = '' OR upper(b.code) = upper(g.bin))
    WHERE g.outcome = ''
    GROUP BY g.row_id
) found
WHERE found.row_id = s.row_id
"""
_REFUSE = """
UPDATE import_stage SET outcome = 'refused', problems = jsonb_build_array(jsonb_build_array(
    CASE WHEN target_id IS NULL THEN 'part' ELSE 'bin' END, CASE WHEN target_id IS NULL THEN %s::text ELSE %s::text END
))
WHERE outcome = ''
"""
COUNTS = CountImporter()

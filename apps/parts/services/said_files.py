"""What a manufacturer says of its parts, from a file: rows are added, and none is ever changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy

from apps.casework.actors import record_of
from apps.casework.imports import Importer
from apps.casework.imports.importer import execute
from apps.casework.jobs import Run
from apps.core.errors import Refused
from apps.core.tables.sheet import Row
from apps.organizations.requests import organization_of
from apps.organizations.scope import Actor, Side

from ..checked import UNKNOWN_PART
from ..models import Fitting, Interchange
from ..said_columns import FITTING_COLUMNS, INTERCHANGE_COLUMNS
from .fittings import checked_fitting
from .interchanges import checked_interchange


class SaidImporter(Importer):
    """Rows about one part each. What is said already stays as it is; what is said no more is ended on its page.

    ``facts``: the columns that tell rows of a part apart, with the table's names where the file's differ.
    """

    sides = (Side.MANUFACTURER,)
    key = "number"
    may_undo = False
    may_undo_changes = False
    facts: Sequence[tuple[str, str]]

    def settle_repeats(self) -> None:
        """Of rows that say the same of a part the first counts."""
        execute(self._written(_REPEATS), [])

    def compare(self, by: Actor, run: Run) -> None:
        execute(self._written(_COMPARE), [organization_of(by)])
        execute(_REFUSE, [UNKNOWN_PART % {"part": "{part}"}])

    def write(self, by: Actor, run: Run) -> None:
        execute(self._written(_WRITE), [organization_of(by), run.now(), record_of(by).pk])

    def _written(self, statement: str) -> str:
        """A statement with the table's name and the columns: of the stage, of its first rows, and of the table."""
        return statement.format(
            table=self.model._meta.db_table,
            facts=", ".join(name for name, _column in self.facts),
            mine=", ".join(f"s.{name}" for name, _column in self.facts),
            first=", ".join(f"f.{name}" for name, _column in self.facts),
            theirs=", ".join(f"c.{column}" for _name, column in self.facts),
            columns=", ".join(column for _name, column in self.facts),
        )


class FittingImporter(SaidImporter):
    """Which cars parts fit: by model, and where it is said by model years, plant and a range of VINs."""

    name = "parts.fittings"
    label = gettext_lazy("Import of what parts fit")
    columns = FITTING_COLUMNS
    typed = "number text, model_name text, year_from integer, year_to integer, plant text, vin_from text, vin_to text"
    model = Fitting
    facts = [(name, name) for name in ("model_name", "year_from", "year_to", "plant", "vin_from", "vin_to")]

    def check(self, row: Row, context: Any) -> None:
        said = {name: row.record[name] for name, _same in self.facts}
        _keep(row, lambda: checked_fitting(**said), {})


class InterchangeImporter(SaidImporter):
    """By which numbers other makers sell the same parts."""

    name = "parts.interchanges"
    label = gettext_lazy("Import of numbers of other makers")
    columns = INTERCHANGE_COLUMNS
    typed = "number text, maker text, other_number text"
    model = Interchange
    facts = [("maker", "maker"), ("other_number", "number")]

    def check(self, row: Row, context: Any) -> None:
        _keep(
            row,
            lambda: checked_interchange(maker=row.record["maker"], number=row.record["other_number"]),
            {"number": "other_number"},
        )


def _keep(row: Row, checked: Any, names: dict[str, str]) -> None:
    """Keep what a rule makes of a row's cells, or tell what it refuses; ``names``: of the rule's fields in the file."""
    try:
        row.record |= {names.get(name, name): value for name, value in checked().items()}
    except Refused as refused:
        row.refuse(names.get(refused.field or "", refused.field or ""), refused.message)


_REPEATS = """
UPDATE import_stage s SET outcome = 'same'
FROM (SELECT DISTINCT ON (number, {facts}) number, {facts}, line FROM import_stage ORDER BY number, {facts}, line) f
WHERE f.number = s.number AND ({first}) IS NOT DISTINCT FROM ({mine}) AND f.line < s.line
"""
# The part's id waits in target_id until the row has one of its own.
_COMPARE = """
UPDATE import_stage s SET target_id = p.id, outcome = CASE WHEN EXISTS (
    SELECT 1 FROM {table} c WHERE c.part_id = p.id AND c.ended_at IS NULL AND ({theirs}) IS NOT DISTINCT FROM ({mine})
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
INSERT INTO {table} (manufacturer_id, part_id, {columns}, recorded_at, actor_id)
SELECT %s, target_id, {facts}, %s, %s FROM import_stage WHERE outcome = 'new' ORDER BY line
"""
FITTINGS = FittingImporter()
INTERCHANGES = InterchangeImporter()

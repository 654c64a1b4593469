"""A manufacturer's catalogue from a file: what the rows hold, how they compare, and how they are written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.casework.imports import Importer
from apps.casework.imports.importer import execute
from apps.casework.jobs import Run
from apps.organizations.requests import organization_of
from apps.organizations.scope import Actor, Side

from ..catalogue_columns import CATALOGUE_COLUMNS
from ..details import DEFAULTS
from ..models import Part

#: What a file may leave out, and what stands of a new part where it does.
_OPTIONAL: dict[str, Any] = {"component": "", **DEFAULTS}
_TYPES = {
    **dict.fromkeys(_OPTIONAL, "text"),
    **dict.fromkeys(("pack", "least", "weight_g", "shelf_life_months"), "integer"),
    "critical": "boolean",
}
_KEPT = ["name", *_OPTIONAL, "active"]


class CatalogueImporter(Importer):
    """Parts by number: new ones are added, others take what the file says of them.

    What a file does not say of a part (no such column, or an empty cell) stays as its page says.
    """

    name = "parts.catalogue"
    label = gettext_lazy("Import of a parts catalogue")
    sides = (Side.MANUFACTURER,)
    columns = CATALOGUE_COLUMNS
    key = "number"
    typed = ", ".join(["number text", "name text", *(f"{name} {_TYPES[name]}" for name in _OPTIONAL), "active boolean"])
    kept_when_empty = tuple(_OPTIONAL)
    model = Part

    def compare(self, by: Actor, run: Run) -> None:
        maker = organization_of(by)
        execute(_COMPARE, [maker])
        execute(_COMPLETE, [*_OPTIONAL.values()])
        _warn_of_lost_zeros(maker)

    def write(self, by: Actor, run: Run) -> None:
        execute(_WRITE, [organization_of(by)])


def _each(template: str, names: Iterable[str] = _KEPT) -> str:
    return ", ".join(template.format(name=name) for name in names)


_COMPARE = f"""
UPDATE import_stage s SET
    target_id = p.id,
    {_each("{name} = coalesce(s.{name}, p.{name})", _OPTIONAL)},
    outcome = CASE
        WHEN ({_each("p.{name}")}) IS NOT DISTINCT FROM
            (s.name, {_each("coalesce(s.{name}, p.{name})", _OPTIONAL)}, s.active)
        THEN 'same' ELSE 'changed' END,
    before = jsonb_build_object({_each("'{name}', p.{name}")})
FROM parts_part p
WHERE s.outcome = '' AND p.manufacturer_id = %s AND p.number = s.number
"""
_COMPLETE = f"""
UPDATE import_stage SET outcome = 'new', {_each("{name} = coalesce({name}, %s)", _OPTIONAL)} WHERE outcome = ''
"""
# Sorted, so that two imports at once lock rows in the same order.
_WRITE = f"""
WITH written AS (
    INSERT INTO parts_part AS kept (manufacturer_id, number, {_each("{name}")})
    SELECT %s, number, {_each("{name}")} FROM import_stage
    WHERE outcome IN ('new', 'changed') ORDER BY number
    ON CONFLICT (manufacturer_id, number) DO UPDATE SET {_each("{name} = excluded.{name}")}
    RETURNING id, number
)
UPDATE import_stage s SET target_id = written.id FROM written
WHERE s.outcome IN ('new', 'changed') AND s.number = written.number
"""


def _warn_of_lost_zeros(maker: int) -> None:
    """Warn of new numbers that differ from another one by leading zeros only: spreadsheets drop them."""
    text = _("It differs from %(number)s by leading zeros only, which spreadsheets drop.") % {"number": "{number}"}
    execute(
        """
        UPDATE import_stage s SET warnings = s.warnings || jsonb_build_array(
            jsonb_build_array('number', replace(%s::text, '{number}', t.number)))
        FROM (
            SELECT n.row_id, min(o.number) AS number FROM import_stage n JOIN (
                SELECT number FROM import_stage WHERE outcome <> 'refused'
                UNION SELECT number FROM parts_part WHERE manufacturer_id = %s
            ) o ON ltrim(o.number, '0') = ltrim(n.number, '0') AND o.number <> n.number
            WHERE n.outcome = 'new' GROUP BY n.row_id
        ) t
        WHERE t.row_id = s.row_id
        """,
        [text, maker],
    )


CATALOGUE = CatalogueImporter()

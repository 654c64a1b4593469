"""A manufacturer's catalogue from a file: what the rows hold, how they compare, and how they are written."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.casework.imports import Importer
from apps.casework.imports.importer import execute
from apps.casework.jobs import Run
from apps.organizations.requests import organization_of
from apps.organizations.scope import Actor, Side

from ..models import Part
from ..numbers import CATALOGUE_COLUMNS


class CatalogueImporter(Importer):
    """Parts by number: new ones are added, others take the file's name, component and whether they can be ordered.

    A file that says no component of a part leaves the one that its page says.
    """

    name = "parts.catalogue"
    label = gettext_lazy("Import of a parts catalogue")
    sides = (Side.MANUFACTURER,)
    columns = CATALOGUE_COLUMNS
    key = "number"
    typed = "number text, name text, component text, active boolean"
    kept_when_empty = ("component",)
    model = Part

    def compare(self, by: Actor, run: Run) -> None:
        maker = organization_of(by)
        execute(
            """
            UPDATE import_stage s SET
                target_id = p.id,
                component = coalesce(s.component, p.component),
                outcome = CASE
                    WHEN (p.name, p.active) = (s.name, s.active) AND p.component = coalesce(s.component, p.component)
                    THEN 'same' ELSE 'changed' END,
                before = jsonb_build_object('name', p.name, 'component', p.component, 'active', p.active)
            FROM parts_part p
            WHERE s.outcome = '' AND p.manufacturer_id = %s AND p.number = s.number
            """,
            [maker],
        )
        execute("UPDATE import_stage SET outcome = 'new', component = coalesce(component, '') WHERE outcome = ''", [])
        _warn_of_lost_zeros(maker)

    def write(self, by: Actor, run: Run) -> None:
        # Sorted, so that two imports at once lock rows in the same order.
        execute(
            """
            WITH written AS (
                INSERT INTO parts_part AS kept (manufacturer_id, number, name, component, active)
                SELECT %s, number, name, component, active FROM import_stage
                WHERE outcome IN ('new', 'changed') ORDER BY number
                ON CONFLICT (manufacturer_id, number) DO UPDATE
                    SET name = excluded.name, component = excluded.component, active = excluded.active
                RETURNING id, number
            )
            UPDATE import_stage s SET target_id = written.id FROM written
            WHERE s.outcome IN ('new', 'changed') AND s.number = written.number
            """,
            [organization_of(by)],
        )


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

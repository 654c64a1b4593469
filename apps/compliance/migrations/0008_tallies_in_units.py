"""What stands together as evidence, and whose cars are proven, of clocks from before both were written down."""

from typing import Any

from django.db import migrations, models

#: Row-level security is forced on the owner of the tables too; it steps aside for the copy and comes back.
_READ = (
    "duties_clock", "claims_claim", "parts_orderline", "parts_partsorder", "vehicles_vehicle", "vehicles_registration",
    "compliance_tally",
)

#: Only clocks that share their unit with another one, or whose car is not proven, get it: each is a version more.
_UNITS = """
    WITH keyed AS (
        SELECT k.id, k.obligation_id, coalesce(c.number, nullif(o.claim_number, ''), o.number) AS unit
        FROM duties_clock k
        LEFT JOIN claims_claim c ON k.subject_kind = 'claim' AND c.id = k.subject_id
        LEFT JOIN parts_orderline l ON k.subject_kind = 'order_line' AND l.id = k.subject_id
        LEFT JOIN parts_partsorder o ON o.id = l.order_id
        WHERE k.subject_kind IN ('claim', 'order_line')
    ), told AS (
        SELECT id, unit, count(*) OVER (PARTITION BY unit, obligation_id) > 1 AS shared, EXISTS (
            SELECT FROM claims_claim c JOIN vehicles_vehicle v ON v.id = c.vehicle_id
            WHERE c.number = unit AND v.exported_on IS NULL AND NOT EXISTS (
                SELECT FROM vehicles_registration r
                WHERE r.vehicle_id = v.id AND r.ended_at IS NULL AND r.verified_at IS NOT NULL)
        ) AS unproven
        FROM keyed WHERE unit IS NOT NULL
    )
    UPDATE duties_clock k SET unit = told.unit, unproven = nullif(told.unproven, false)
    FROM told WHERE told.id = k.id AND (told.shared OR told.unproven)
"""

_TALLIES = """
    UPDATE compliance_tally t SET units = c.units, units_met = c.units_met
    FROM (
        SELECT manufacturer_id, country, obligation_id, powertrain, due_on,
               count(*) FILTER (WHERE proven) AS units, count(*) FILTER (WHERE proven AND met = due) AS units_met
        FROM (
            SELECT manufacturer_id, country, obligation_id, powertrain, (due_at AT TIME ZONE 'UTC')::date AS due_on,
                   count(*) AS due, count(*) FILTER (WHERE stopped_at <= due_at AND ending <> 'given_up') AS met,
                   bool_or(unproven IS NOT TRUE) AS proven
            FROM duties_clock
            WHERE counts AND manufacturer_id IS NOT NULL AND due_at IS NOT NULL
              AND NOT (ending = 'fell_away' AND stopped_at <= due_at)
            GROUP BY 1, 2, 3, 4, 5, coalesce(unit, id::text)
        ) u GROUP BY 1, 2, 3, 4, 5
    ) c
    WHERE (t.manufacturer_id, t.country, t.obligation_id, t.powertrain, t.due_on)
        = (c.manufacturer_id, c.country, c.obligation_id, c.powertrain, c.due_on)
"""


def count_units(apps: Any, schema_editor: Any) -> None:
    """Write the units of old clocks, and count the tallies in units."""
    schema_editor.execute("SELECT set_config('app.step', 'migration', true)")
    for table in _READ:
        schema_editor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    for statement in (_UNITS, _TALLIES):
        schema_editor.execute(statement, params=None)
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in _READ:
        schema_editor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    schema_editor.execute("SET CONSTRAINTS ALL DEFERRED")


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0007_plates'),
        ('compliance', '0007_flags_end_otherwise'),
        ('duties', '0010_units_of_evidence'),
        ('parts', '0006_parts_are_reported'),
        ('vehicles', '0009_registrations_on_record'),
    ]

    operations = [
        migrations.AddField(
            model_name='tally',
            name='units',
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='tally',
            name='units_met',
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.RunPython(count_units, migrations.RunPython.noop),
    ]

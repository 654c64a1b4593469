"""The cases of links from before become rows, too; the links stay as they are, with the digests they have."""

from typing import Any

from django.db import migrations

#: Row-level security is forced on the owner of the tables too; it steps aside for the copy and comes back.
_OPENED = ("compliance_flagevidence", "compliance_frozencase")

#: One link's cases, as far as the links before it do not say the same. Links are taken in their order.
_KEEP = """
    WITH link AS (SELECT * FROM compliance_flagevidence WHERE id = %s), told AS (
        SELECT c.id, coalesce(c.unit, '') AS unit, c.due, c.stopped, coalesce(c.ending, '') AS ending,
               coalesce(c.unproven, false) AS unproven, c.pauses, c.taken_out
        FROM link, jsonb_to_recordset(link.cases) AS c (
            id bigint, unit text, due timestamptz, stopped timestamptz, ending text, unproven boolean, pauses jsonb,
            taken_out jsonb)
    ), kept AS (
        SELECT DISTINCT ON (f.clock_id) f.* FROM compliance_frozencase f JOIN link ON link.flag_id = f.flag_id
        ORDER BY f.clock_id, f.sequence DESC
    )
    INSERT INTO compliance_frozencase (
        flag_id, manufacturer_id, country, sequence, clock_id, unit, due_at, stopped_at, ending, unproven, pauses,
        taken_out, gone)
    SELECT link.flag_id, link.manufacturer_id, link.country, link.sequence, coalesce(t.id, k.clock_id),
           coalesce(t.unit, ''), coalesce(t.due, k.due_at), t.stopped, coalesce(t.ending, ''),
           coalesce(t.unproven, false), t.pauses, t.taken_out, t.id IS NULL
    FROM link, told t FULL JOIN kept k ON k.clock_id = t.id
    WHERE (t.id IS NULL AND NOT k.gone)
       OR (t.id IS NOT NULL AND (
              k.gone IS NOT FALSE
              OR (t.unit, t.due, t.stopped, t.ending, t.unproven, t.pauses, t.taken_out)
                 IS DISTINCT FROM
                 (k.unit, k.due_at, k.stopped_at, k.ending, k.unproven, k.pauses, k.taken_out)))
    ORDER BY 5
"""


def keep_cases(apps: Any, schema_editor: Any) -> None:
    """Write the rows of the links that hold their cases in whole."""
    for table in _OPENED:
        schema_editor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    links = apps.get_model("compliance", "FlagEvidence").objects.using(schema_editor.connection.alias)
    whole = links.filter(cases__isnull=False).order_by("flag_id", "sequence").values_list("pk", flat=True)
    for pk in list(whole):
        schema_editor.execute(_KEEP, [pk])
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in _OPENED:
        schema_editor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    schema_editor.execute("SET CONSTRAINTS ALL DEFERRED")


class Migration(migrations.Migration):

    dependencies = [
        ('compliance', '0010_cases_are_kept_once'),
    ]

    operations = [
        migrations.RunPython(keep_cases, migrations.RunPython.noop),
    ]

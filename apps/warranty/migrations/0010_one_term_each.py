"""What each plan said of the whole car becomes its one term: no car has more or less than before."""

from django.db import migrations

_TERMS = """
    INSERT INTO warranty_planterm (plan_id, manufacturer_id, "group", months, kilometres)
    SELECT id, manufacturer_id, 'whole_car', months, kilometres FROM warranty_warrantyplan WHERE months IS NOT NULL
"""
#: Plans that were published since: what the old columns can say of them.
_BACK = """
    UPDATE warranty_warrantyplan p SET months = t.months, kilometres = t.kilometres
    FROM (
        SELECT DISTINCT ON (plan_id) plan_id, coalesce(months, 360) AS months, kilometres FROM warranty_planterm
        WHERE "group" <> 'repair_parts' ORDER BY plan_id, "group" NOT IN ('whole_car', 'basic'), id
    ) t WHERE t.plan_id = p.id AND p.months IS NULL
"""


def write_terms(apps, schema_editor):
    _behind(schema_editor, _TERMS)
    schema_editor.execute("ALTER TABLE warranty_warrantyplan ALTER COLUMN months DROP NOT NULL")


def write_columns(apps, schema_editor):
    _behind(schema_editor, _BACK)
    _behind(schema_editor, "DELETE FROM warranty_planterm")
    schema_editor.execute("ALTER TABLE warranty_warrantyplan ALTER COLUMN months SET NOT NULL")


def _behind(schema_editor, statement):
    """Run it with walls lowered: row-level security is forced on the owner of the tables too."""
    schema_editor.execute("SELECT set_config('app.step', 'migration', true)")
    for table in ("warranty_warrantyplan", "warranty_planterm"):
        schema_editor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    schema_editor.execute(statement, params=None)
    # Deferred checks of foreign keys are pending: they come before a table may be altered again.
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in ("warranty_warrantyplan", "warranty_planterm"):
        schema_editor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    schema_editor.execute("SET CONSTRAINTS ALL DEFERRED")


class Migration(migrations.Migration):
    dependencies = [("warranty", "0009_plans_with_terms")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(write_terms, write_columns)],
            state_operations=[
                migrations.RemoveConstraint(model_name="warrantyplan", name="warrantyplan_months_positive"),
                migrations.RemoveField(model_name="warrantyplan", name="months"),
                migrations.RemoveField(model_name="warrantyplan", name="kilometres"),
            ],
        ),
    ]

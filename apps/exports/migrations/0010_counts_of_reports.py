"""From how many cars on a count of reports is told to makers: a policy of this portal."""

from datetime import date

from django.db import migrations


def enter(apps, schema_editor):
    rules = apps.get_model("exports", "DisclosureRule").objects.using(schema_editor.connection.alias)
    rules.create(
        code="orphan_cells",
        least=5,
        instrument="Policy of this portal",
        source="docs/decisions/0042-public-check-and-orphans.md",
        in_force_from=date(2026, 1, 1),
    )


class Migration(migrations.Migration):
    dependencies = [("exports", "0009_reports_of_cars_without_a_record")]
    operations = [migrations.RunPython(enter, migrations.RunPython.noop)]

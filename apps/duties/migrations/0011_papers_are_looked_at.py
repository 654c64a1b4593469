"""The workshop's duty to look at the papers of a registration; from when, see beginnings.py."""

from datetime import UTC, datetime

from django.db import migrations, models

from apps.duties.beginnings import first_day

CODE = "proof_look"


def load(apps, schema_editor):
    alias = schema_editor.connection.alias
    schema_editor.execute("SELECT set_config('app.step', 'migration', true)")
    apps.get_model("duties", "Obligation").objects.using(alias).create(
        code=CODE,
        name="Look at the papers of a registration",
        responsible="dealer",
        within_warranty_only=False,
        judged=False,
    )
    apps.get_model("duties", "ObligationVersion").objects.using(alias).create(
        obligation_id=CODE,
        country="",
        unit="working_days",
        amount=5,
        target_share="0.900",
        effective_from=first_day(schema_editor),
        basis="policy",
        source="Policy setting of the portal; no export rule sets a number",
        set_by="Sanbao, settings of release 2026-12",
        set_at=datetime(2026, 11, 26, tzinfo=UTC),
    )


def unload(apps, schema_editor):
    alias = schema_editor.connection.alias
    schema_editor.execute("SELECT set_config('app.step', 'migration', true)")
    apps.get_model("duties", "ObligationVersion").objects.using(alias).filter(obligation_id=CODE).delete()
    apps.get_model("duties", "Obligation").objects.using(alias).filter(code=CODE).delete()


class Migration(migrations.Migration):
    dependencies = [("duties", "0010_units_of_evidence")]
    operations = [
        migrations.AlterField(
            model_name="clock",
            name="subject_kind",
            field=models.CharField(
                choices=[
                    ("claim", "Claim"),
                    ("order_line", "Order line"),
                    ("flag", "Flag"),
                    ("ownership", "Registration"),
                ],
                max_length=10,
                verbose_name="subject",
            ),
        ),
        migrations.RunPython(load, unload),
    ]

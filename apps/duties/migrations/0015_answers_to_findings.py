"""A duty of exporters: to answer what was found on an export of theirs. It raises no flag.

It holds from the beginning also where clocks run already: nobody has one of it, and what was found before keeps the
day that it was given.
"""

from datetime import UTC, datetime

from django.db import migrations, models

from apps.duties.beginnings import EVER

_CODE = "finding_answer"


def load(apps, schema_editor):
    alias = schema_editor.connection.alias
    schema_editor.execute("SELECT set_config('app.step', 'migration', true)")
    apps.get_model("duties", "Obligation").objects.using(alias).create(
        code=_CODE,
        name="Answer to a finding on an export",
        responsible="manufacturer",
        within_warranty_only=False,
        judged=False,
    )
    apps.get_model("duties", "ObligationVersion").objects.using(alias).create(
        obligation_id=_CODE,
        country="",
        unit="working_days",
        amount=10,
        target_share=None,
        calendar="maker",
        effective_from=EVER,
        source="Policy setting of the portal; no text that we know names a term. Counted where the exporter works",
        set_by="Sanbao, settings of release 2026-12",
        set_at=datetime(2026, 11, 27, tzinfo=UTC),
    )


def unload(apps, schema_editor):
    alias = schema_editor.connection.alias
    schema_editor.execute("SELECT set_config('app.step', 'migration', true)")
    apps.get_model("duties", "ObligationVersion").objects.using(alias).filter(obligation_id=_CODE).delete()
    apps.get_model("duties", "Obligation").objects.using(alias).filter(code=_CODE).delete()


class Migration(migrations.Migration):
    dependencies = [("duties", "0014_money")]
    operations = [
        migrations.AlterField(
            model_name="clock",
            name="subject_kind",
            field=models.CharField(
                choices=[
                    ("claim", "Claim"),
                    ("order_line", "Order line"),
                    ("flag", "Flag"),
                    ("recall", "Recall"),
                    ("ownership", "Registration"),
                    ("objection", "Objection"),
                    ("estimate", "Estimate"),
                    ("settlement", "Settlement"),
                    ("finding", "Finding"),
                ],
                max_length=10,
                verbose_name="subject",
            ),
        ),
        migrations.RunPython(load, unload),
    ]

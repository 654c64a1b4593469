"""Duties of a manufacturer about money: to authorise an estimate, and to decide a settlement.

A house that has clocks already gets them from the day after tomorrow, as its other rules. Neither raises a flag.
"""

from datetime import UTC, datetime

from django.db import migrations, models

from apps.duties.beginnings import first_day

_SOURCE = "Policy setting of the portal; between manufacturer and dealer their contract says otherwise, no law does"
RULES = [
    # code, name, unit, amount
    ("authorisation", "Authorisation of an estimate", "working_days", 3),
    ("adjudication", "Decision on a settlement", "working_days", 15),
]


def load(apps, schema_editor):
    alias = schema_editor.connection.alias
    schema_editor.execute("SELECT set_config('app.step', 'migration', true)")
    for code, name, unit, amount in RULES:
        apps.get_model("duties", "Obligation").objects.using(alias).create(
            code=code, name=name, responsible="manufacturer", within_warranty_only=False, judged=False
        )
        apps.get_model("duties", "ObligationVersion").objects.using(alias).create(
            obligation_id=code,
            country="",
            unit=unit,
            amount=amount,
            target_share=None,
            effective_from=first_day(schema_editor),
            source=_SOURCE,
            set_by="Sanbao, settings of release 2026-12",
            set_at=datetime(2026, 11, 27, tzinfo=UTC),
        )


def unload(apps, schema_editor):
    alias = schema_editor.connection.alias
    schema_editor.execute("SELECT set_config('app.step', 'migration', true)")
    codes = [code for code, *_rest in RULES]
    apps.get_model("duties", "ObligationVersion").objects.using(alias).filter(obligation_id__in=codes).delete()
    apps.get_model("duties", "Obligation").objects.using(alias).filter(code__in=codes).delete()


class Migration(migrations.Migration):
    dependencies = [("duties", "0013_denials_and_disputes")]
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
                ],
                max_length=10,
                verbose_name="subject",
            ),
        ),
        migrations.RunPython(load, unload),
    ]

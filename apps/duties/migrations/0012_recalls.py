"""Duties of a manufacturer in a recall: to answer an order, and to tell the owners once it is published.

A house that has clocks already gets them from the day after tomorrow, as its other rules. Neither raises a flag.
"""

from datetime import UTC, datetime

from django.db import migrations, models

from apps.duties.beginnings import first_day

RULES = [
    # code, name, unit, amount, source
    (
        "recall_answer",
        "Answer to the order of a recall",
        "working_days",
        15,
        "Policy setting, after State Council Order 626, art. 15",
    ),
    (
        "recall_notice",
        "Telling the owners of a recall",
        "calendar_days",
        60,
        "Policy setting of the portal, as 49 CFR 577.7 asks in its own market; no export rule sets a number",
    ),
]


def load(apps, schema_editor):
    alias = schema_editor.connection.alias
    schema_editor.execute("SELECT set_config('app.step', 'migration', true)")
    for code, name, unit, amount, source in RULES:
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
            source=source,
            set_by="Sanbao, settings of release 2026-12",
            set_at=datetime(2026, 11, 26, tzinfo=UTC),
        )


def unload(apps, schema_editor):
    alias = schema_editor.connection.alias
    schema_editor.execute("SELECT set_config('app.step', 'migration', true)")
    codes = [code for code, *_rest in RULES]
    apps.get_model("duties", "ObligationVersion").objects.using(alias).filter(obligation_id__in=codes).delete()
    apps.get_model("duties", "Obligation").objects.using(alias).filter(code__in=codes).delete()


class Migration(migrations.Migration):
    dependencies = [("duties", "0011_papers_are_looked_at")]
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
                ],
                max_length=10,
                verbose_name="subject",
            ),
        ),
        migrations.RunPython(load, unload),
    ]

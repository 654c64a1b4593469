"""A denial is decided by its manufacturer, objected to and answered in time; an escalated case has its dates.

Policy settings, said as such: no export rule sets a number. A house that has clocks already gets them from the day
after tomorrow, as its other rules. None of them raises a flag.
"""

from datetime import UTC, datetime

from django.db import migrations, models

from apps.duties.beginnings import first_day

RULES = [
    # code, name, whose, unit, amount
    ("denial_decision", "Decision on a proposed denial", "manufacturer", "working_days", 5),
    ("objection_window", "Time to object to a denial", "owner", "calendar_days", 30),
    ("objection_answer", "Answer to an objection", "manufacturer", "working_days", 10),
    ("escalation_look", "First look at an escalated case", "regulator", "working_days", 10),
    (
        "escalation_reply", "Reply to a question or a proposal of the authority",
        "manufacturer", "working_days", 10,
    ),
    ("escalation_finding", "Finding on an escalated case", "regulator", "calendar_days", 60),
]  # fmt: skip


def load(apps, schema_editor):
    alias = schema_editor.connection.alias
    schema_editor.execute("SELECT set_config('app.step', 'migration', true)")
    for code, name, responsible, unit, amount in RULES:
        apps.get_model("duties", "Obligation").objects.using(alias).create(
            code=code, name=name, responsible=responsible, within_warranty_only=False, judged=False
        )
        apps.get_model("duties", "ObligationVersion").objects.using(alias).create(
            obligation_id=code,
            country="",
            unit=unit,
            amount=amount,
            target_share=None,
            effective_from=first_day(schema_editor),
            source="Policy setting of the portal; no export rule sets a number",
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
    dependencies = [("duties", "0012_recalls")]
    operations = [
        migrations.AlterField(
            model_name="obligation",
            name="responsible",
            field=models.CharField(
                choices=[
                    ("owner", "Owner"),
                    ("dealer", "Dealer"),
                    ("manufacturer", "Manufacturer"),
                    ("regulator", "Regulator"),
                ],
                max_length=12,
                verbose_name="who must act",
            ),
        ),
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
                ],
                max_length=10,
                verbose_name="subject",
            ),
        ),
        migrations.RunPython(load, unload),
    ]

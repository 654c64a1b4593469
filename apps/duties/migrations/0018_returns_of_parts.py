"""A manufacturer answers whoever asks to return parts, and credits what was sent or says why not. Neither raises a flag."""

from datetime import UTC, datetime

from django.db import migrations, models

from apps.duties.beginnings import first_day

#: Code, name, unit, amount.
DUTIES = (
    ("return_answer", "Answer to a return of parts", "working_days", 5),
    ("return_decision", "Decision on returned parts", "calendar_days", 45),
)


def load(apps, schema_editor):
    alias = schema_editor.connection.alias
    schema_editor.execute("SELECT set_config('app.step', 'migration', true)")
    for code, name, unit, amount in DUTIES:
        apps.get_model("duties", "Obligation").objects.using(alias).create(
            code=code,
            name=name,
            responsible="manufacturer",
            within_warranty_only=False,
            judged=False,
        )
        apps.get_model("duties", "ObligationVersion").objects.using(alias).create(
            obligation_id=code,
            country="",
            unit=unit,
            amount=amount,
            target_share="0.900",
            effective_from=first_day(schema_editor),
            source="Policy setting of the portal, after the trade's usage; the days of a decision hold the way",
            set_by="Sanbao, settings of release 2026-12",
            set_at=datetime(2026, 11, 27, tzinfo=UTC),
        )


def unload(apps, schema_editor):
    alias = schema_editor.connection.alias
    schema_editor.execute("SELECT set_config('app.step', 'migration', true)")
    codes = [code for code, *_rest in DUTIES]
    apps.get_model("duties", "ObligationVersion").objects.using(alias).filter(obligation_id__in=codes).delete()
    apps.get_model("duties", "Obligation").objects.using(alias).filter(code__in=codes).delete()


class Migration(migrations.Migration):
    dependencies = [("duties", "0017_cars_that_stand_still")]
    operations = [
        migrations.AlterField(
            "clock",
            "subject_kind",
            models.CharField(
                choices=[
                    ("claim", "Claim"), ("order_line", "Order line"), ("flag", "Flag"), ("recall", "Recall"),
                    ("ownership", "Registration"), ("objection", "Objection"), ("estimate", "Estimate"),
                    ("settlement", "Settlement"), ("finding", "Finding"), ("return", "Return of parts"), ("core", "Core"),
                ],
                max_length=10,
                verbose_name="subject",
            ),
        ),
        migrations.RunPython(load, unload),
    ]

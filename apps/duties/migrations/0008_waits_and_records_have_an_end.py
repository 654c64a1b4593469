"""Rules without clocks: how long a question may stop the time of others, and how late a happening may be recorded.

A house that has clocks already gets them from the day after tomorrow; a question asked before then stops the time as
it did.
"""

from datetime import UTC, datetime

from django.db import migrations

from apps.duties.beginnings import first_day

RULES = [
    # code, name, whose, unit, amount
    ("owner_answer", "Answer of an owner to a question", "owner", "working_days", 5),
    ("late_record", "Recording of what happened earlier", "dealer", "calendar_days", 3),
]


def load(apps, schema_editor):
    alias = schema_editor.connection.alias
    schema_editor.execute("SELECT set_config('app.step', 'migration', true)")
    for code, name, responsible, unit, amount in RULES:
        apps.get_model("duties", "Obligation").objects.using(alias).create(
            code=code, name=name, responsible=responsible, judged=False
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
            set_at=datetime(2026, 11, 26, tzinfo=UTC),
        )


def unload(apps, schema_editor):
    alias = schema_editor.connection.alias
    schema_editor.execute("SELECT set_config('app.step', 'migration', true)")
    codes = [code for code, *_rest in RULES]
    apps.get_model("duties", "ObligationVersion").objects.using(alias).filter(obligation_id__in=codes).delete()
    apps.get_model("duties", "Obligation").objects.using(alias).filter(code__in=codes).delete()


class Migration(migrations.Migration):
    dependencies = [("duties", "0007_limits_of_the_law")]
    operations = [migrations.RunPython(load, unload)]

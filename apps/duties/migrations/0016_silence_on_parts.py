"""How long nobody may say anything of parts that were sent before they are taken as delivered.

A rule of its own day, as all: the authority changes it for a country on its pages. Nobody has a clock of it.
"""

from datetime import UTC, datetime

from django.db import migrations

from apps.duties.beginnings import first_day

CODE = "parts_silence"


def load(apps, schema_editor):
    alias = schema_editor.connection.alias
    schema_editor.execute("SELECT set_config('app.step', 'migration', true)")
    apps.get_model("duties", "Obligation").objects.using(alias).create(
        code=CODE,
        name="Silence on parts that were sent",
        responsible="dealer",
        within_warranty_only=False,
        judged=False,
    )
    apps.get_model("duties", "ObligationVersion").objects.using(alias).create(
        obligation_id=CODE,
        country="",
        unit="calendar_days",
        amount=60,
        target_share=None,
        effective_from=first_day(schema_editor),
        source="Policy setting of the portal; what a contract of carriage says goes before it",
        set_by="Sanbao, settings of release 2026-12",
        set_at=datetime(2026, 11, 27, tzinfo=UTC),
    )


def unload(apps, schema_editor):
    alias = schema_editor.connection.alias
    schema_editor.execute("SELECT set_config('app.step', 'migration', true)")
    apps.get_model("duties", "ObligationVersion").objects.using(alias).filter(obligation_id=CODE).delete()
    apps.get_model("duties", "Obligation").objects.using(alias).filter(code=CODE).delete()


class Migration(migrations.Migration):
    dependencies = [("duties", "0015_answers_to_findings")]
    operations = [migrations.RunPython(load, unload)]

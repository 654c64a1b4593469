"""A part for a car that stands still is to be dispatched sooner than others; a duty of its own beside theirs.

It raises no flag: what a manufacturer owes in general is judged by the duty of dispatch.
"""

from datetime import UTC, datetime

from django.db import migrations

from apps.duties.beginnings import first_day

CODE = "parts_off_road"


def load(apps, schema_editor):
    alias = schema_editor.connection.alias
    schema_editor.execute("SELECT set_config('app.step', 'migration', true)")
    apps.get_model("duties", "Obligation").objects.using(alias).create(
        code=CODE,
        name="Dispatch of a part for a car that stands still",
        responsible="manufacturer",
        within_warranty_only=False,
        judged=False,
    )
    apps.get_model("duties", "ObligationVersion").objects.using(alias).create(
        obligation_id=CODE,
        country="",
        unit="working_days",
        amount=2,
        target_share="0.900",
        effective_from=first_day(schema_editor),
        source="Policy setting of the portal, after the trade's usage for vehicles off the road",
        set_by="Sanbao, settings of release 2026-12",
        set_at=datetime(2026, 11, 27, tzinfo=UTC),
    )


def unload(apps, schema_editor):
    alias = schema_editor.connection.alias
    schema_editor.execute("SELECT set_config('app.step', 'migration', true)")
    apps.get_model("duties", "ObligationVersion").objects.using(alias).filter(obligation_id=CODE).delete()
    apps.get_model("duties", "Obligation").objects.using(alias).filter(code=CODE).delete()


class Migration(migrations.Migration):
    dependencies = [("duties", "0016_silence_on_parts")]
    operations = [migrations.RunPython(load, unload)]

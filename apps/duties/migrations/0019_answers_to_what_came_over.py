"""A manufacturer says what becomes of pieces that came over: until then they lie in the dealer's quarantine."""

from datetime import UTC, datetime

from django.db import migrations

from apps.duties.beginnings import first_day

CODE = "over_answer"


def load(apps, schema_editor):
    alias = schema_editor.connection.alias
    schema_editor.execute("SELECT set_config('app.step', 'migration', true)")
    apps.get_model("duties", "Obligation").objects.using(alias).create(
        code=CODE,
        name="Answer to parts that came over",
        responsible="manufacturer",
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
        source="Policy setting of the portal; no rule on exported cars sets a number",
        set_by="Sanbao, settings of release 2026-12",
        set_at=datetime(2026, 11, 27, tzinfo=UTC),
    )


def unload(apps, schema_editor):
    alias = schema_editor.connection.alias
    schema_editor.execute("SELECT set_config('app.step', 'migration', true)")
    apps.get_model("duties", "ObligationVersion").objects.using(alias).filter(obligation_id=CODE).delete()
    apps.get_model("duties", "Obligation").objects.using(alias).filter(code=CODE).delete()


class Migration(migrations.Migration):
    dependencies = [("duties", "0018_returns_of_parts")]
    operations = [migrations.RunPython(load, unload)]

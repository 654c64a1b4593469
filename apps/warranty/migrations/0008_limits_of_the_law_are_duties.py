"""What the law of a market allows for any repair becomes a duty of its own, from the rows of rights.

Rows that are still to be confirmed, and rows for rare parts only, make no duty. A house that has clocks already gets
them from the day after tomorrow.
"""

from datetime import UTC, datetime

from django.db import migrations

from apps.duties.beginnings import first_day

_CONFIDENCE = {"high": "well established", "medium": "probable"}


def load(apps, schema_editor):
    alias = schema_editor.connection.alias
    schema_editor.execute("SELECT set_config('app.step', 'migration', true)")
    first = first_day(schema_editor)
    rights = apps.get_model("warranty", "MarketRight").objects.using(alias).filter(code="max_repair_time")
    rights = rights.filter(unit__in=["calendar_days", "working_days"], confidence__in=_CONFIDENCE)
    newest = {right.country: right for right in rights.exclude(condition="rare_part").order_by("effective_from")}
    for country, right in newest.items():
        cited = ", ".join(filter(None, [right.instrument, right.article]))
        apps.get_model("duties", "ObligationVersion").objects.using(alias).create(
            obligation_id="legal_limit",
            country=country,
            unit=right.unit,
            amount=right.value,
            target_share=None,
            effective_from=max(first, right.effective_from),
            basis="law",
            source=f"{cited} ({_CONFIDENCE[right.confidence]})",
            set_by="Sanbao, settings of release 2026-12",
            set_at=datetime(2026, 11, 26, tzinfo=UTC),
        )


def unload(apps, schema_editor):
    alias = schema_editor.connection.alias
    schema_editor.execute("SELECT set_config('app.step', 'migration', true)")
    apps.get_model("duties", "ObligationVersion").objects.using(alias).filter(obligation_id="legal_limit").delete()


class Migration(migrations.Migration):
    dependencies = [("warranty", "0007_rights_held_again"), ("duties", "0007_limits_of_the_law")]
    operations = [migrations.RunPython(load, unload)]

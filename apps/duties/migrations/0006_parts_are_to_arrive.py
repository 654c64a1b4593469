"""Duties from the order of a part to its arrival, and to book in what was delivered.

A house that has clocks already gets them from the day after tomorrow, so that no clock of the past changes; a new one
has them from the beginning, as its other first settings.
"""

from datetime import UTC, datetime

from django.db import migrations, models

from apps.duties.beginnings import first_day

OBLIGATIONS = [
    # code, name, who must act, judged
    ("parts_arrival", "Arrival of an ordered part", "manufacturer", True),
    ("parts_booking", "Booking in of a delivered part", "dealer", False),
]
_ROUTE = "Policy setting of the portal: seven working days to dispatch, and the transport of the route"
VERSIONS = [
    # code, country, unit, amount, source
    ("parts_arrival", "", "calendar_days", 30, _ROUTE),
    ("parts_arrival", "KZ", "calendar_days", 25, f"{_ROUTE} by rail"),
    ("parts_arrival", "RU", "calendar_days", 25, f"{_ROUTE} by rail"),
    ("parts_arrival", "BR", "calendar_days", 40, f"{_ROUTE} and customs"),
    ("parts_arrival", "CL", "calendar_days", 40, f"{_ROUTE} and customs"),
    ("parts_arrival", "MX", "calendar_days", 40, f"{_ROUTE} and customs"),
    ("parts_booking", "", "working_days", 2, "Policy setting of the portal; no export rule sets a number"),
]


def load(apps, schema_editor):
    alias = schema_editor.connection.alias
    schema_editor.execute("SELECT set_config('app.step', 'migration', true)")
    for code, name, responsible, judged in OBLIGATIONS:
        apps.get_model("duties", "Obligation").objects.using(alias).create(
            code=code, name=name, responsible=responsible, judged=judged
        )
    for code, country, unit, amount, source in VERSIONS:
        apps.get_model("duties", "ObligationVersion").objects.using(alias).create(
            obligation_id=code,
            country=country,
            unit=unit,
            amount=amount,
            target_share="0.900",
            effective_from=first_day(schema_editor),
            source=source,
            set_by="Sanbao, settings of release 2026-12",
            set_at=datetime(2026, 11, 26, tzinfo=UTC),
        )


def unload(apps, schema_editor):
    alias = schema_editor.connection.alias
    schema_editor.execute("SELECT set_config('app.step', 'migration', true)")
    codes = [code for code, *_rest in OBLIGATIONS]
    apps.get_model("duties", "ObligationVersion").objects.using(alias).filter(obligation_id__in=codes).delete()
    apps.get_model("duties", "Obligation").objects.using(alias).filter(code__in=codes).delete()


class Migration(migrations.Migration):
    dependencies = [("duties", "0005_one_index_for_each_order")]
    operations = [
        migrations.AlterField(
            model_name="clock",
            name="ending",
            field=models.CharField(
                blank=True,
                choices=[("done", "Done"), ("fell_away", "Fell away"), ("given_up", "Given up")],
                max_length=10,
                verbose_name="ending",
            ),
        ),
        migrations.RunPython(load, unload),
    ]

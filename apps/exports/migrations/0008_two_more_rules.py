"""Two more rules: as many cars as the licence covers, by a maker that the year's list names.

Licences are looked up by their number for both.
"""

from datetime import date

from django.db import migrations, models

_318, _408 = "商产发〔2012〕318号", "商办贸函〔2025〕408号"
RULES = [
    # code, instrument, article, source
    ("licence_used_up", f"Announcement No. 54 of 2025; {_318}", "2", "tradesichuan.com, people.cn"),
    ("not_qualified", f"{_318}; {_408}", "i", "sww.sh.gov.cn, brics-info.org"),
]


def enter(apps, schema_editor):
    rules = apps.get_model("exports", "FindingRule").objects.using(schema_editor.connection.alias)
    for code, instrument, article, source in RULES:
        rules.create(
            code=code,
            answer_days=14,
            basis="law",
            instrument=instrument,
            article=article,
            source=source,
            checked_on=date(2026, 11, 26),
            in_force_from=date(2026, 1, 1),
        )


def take_out(apps, schema_editor):
    rules = apps.get_model("exports", "FindingRule").objects.using(schema_editor.connection.alias)
    rules.filter(code__in=[code for code, *_rest in RULES]).delete()


class Migration(migrations.Migration):
    dependencies = [("exports", "0007_recalls")]
    operations = [
        migrations.AddIndex(
            model_name="exportrecord",
            index=models.Index(fields=["licence_number", "exported_on", "id"], name="exportrecord_by_licence"),
        ),
        migrations.RunPython(enter, take_out),
    ]

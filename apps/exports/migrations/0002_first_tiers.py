"""How many traders a maker of passenger cars may authorise (docs/exports.md).

The values are those of the qualification notice for 2012; that they still stand was not read anywhere newer, and for
buses and motorcycles the numbers of traders were not found: a class without a row has no number on record.
"""

from datetime import date

from django.db import migrations

_NOTICE = "Notice on export qualifications for 2012 (MOFCOM), under 商产发〔2012〕318号"
_ELECTRIC = f"Announcement No. 54 of 2025, article 2; {_NOTICE}"
#: exported in the year before, markets with outlets, own brand, traders
_STEPS = [(2_000, 5, True, 5), (200, 1, False, 3), (0, 1, False, 1)]
_CLASSES = [("other_car", _NOTICE, date(2012, 9, 6)), ("bev_car", _ELECTRIC, date(2026, 1, 1))]


def enter(apps, schema_editor):
    tiers = apps.get_model("exports", "TraderTier").objects.using(schema_editor.connection.alias)
    for vehicle_class, instrument, since in _CLASSES:
        for least_exported, least_markets, own_brand, traders in _STEPS:
            tiers.create(
                vehicle_class=vehicle_class,
                least_exported=least_exported,
                least_markets=least_markets,
                own_brand=own_brand,
                traders=traders,
                instrument=instrument,
                source="code.fabao365.com/law_562496.html",
                checked_on=date(2026, 11, 26),
                in_force_from=since,
            )


class Migration(migrations.Migration):
    dependencies = [("exports", "0001_exporters_and_licences")]
    operations = [migrations.RunPython(enter, migrations.RunPython.noop)]

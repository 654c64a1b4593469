"""The obligations Sanbao begins with. Amounts and targets are policy settings unless a law is named (docs/duties.md)."""

from datetime import UTC, date, datetime

from django.db import migrations

OBLIGATIONS = [
    # code, name, who must act, within warranty only, judged
    ("first_response", "First answer to a claim", "dealer", True, True),
    ("repair", "Repair", "dealer", True, True),
    ("parts_confirmation", "Confirmation of a parts order", "manufacturer", True, True),
    ("parts_supply", "Dispatch of an ordered part", "manufacturer", True, True),
    ("flag_statement", "Statement on a flag", "manufacturer", False, False),
]
_POLICY = "Policy setting of the portal; no export rule sets a number"
VERSIONS = [
    # code, country, unit, amount, target, basis, source
    ("first_response", "", "working_hours", 16, "0.900", "policy", _POLICY),
    ("repair", "", "working_days", 15, "0.900", "policy", _POLICY),
    ("repair", "BR", "calendar_days", 30, "0.900", "law", "Código de Defesa do Consumidor, Lei 8.078/1990, art. 18 § 1"),
    ("repair", "FR", "calendar_days", 30, "0.900", "law", "Code de la consommation, art. L217-10"),
    ("repair", "PT", "calendar_days", 30, "0.900", "law", "Decreto-Lei 84/2021, art. 18"),
    ("repair", "RU", "calendar_days", 45, "0.900", "law", "Law 2300-1 on consumer protection, art. 20"),
    ("repair", "TR", "working_days", 30, "0.900", "law", "After-Sales Services Regulation under Law 6502"),
    ("parts_confirmation", "", "working_days", 2, "0.900", "policy", _POLICY),
    ("parts_supply", "", "working_days", 7, "0.900", "policy", _POLICY),
    ("parts_supply", "SA", "calendar_days", 14, "0.900", "law", "Rules on maintenance and spare parts, Commercial Agencies Law"),
    ("flag_statement", "", "working_days", 15, "0.900", "policy", "Policy setting, after State Council Order 626, art. 15"),
]


def load(apps, schema_editor):
    alias = schema_editor.connection.alias
    obligation_model = apps.get_model("duties", "Obligation")
    version_model = apps.get_model("duties", "ObligationVersion")
    for code, name, responsible, within, judged in OBLIGATIONS:
        obligation_model.objects.using(alias).create(
            code=code, name=name, responsible=responsible, within_warranty_only=within, judged=judged
        )
    for code, country, unit, amount, target, basis, source in VERSIONS:
        version_model.objects.using(alias).create(
            obligation_id=code,
            country=country,
            unit=unit,
            amount=amount,
            target_share=target,
            effective_from=date(1990, 1, 1),
            basis=basis,
            source=source,
            set_by="Sanbao, first settings",
            set_at=datetime(2026, 11, 24, tzinfo=UTC),
        )


class Migration(migrations.Migration):
    dependencies = [("duties", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]

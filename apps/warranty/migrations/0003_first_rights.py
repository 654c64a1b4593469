"""Figures of buyers' rights in destination markets, and the term of cars whose maker set none (docs/vehicles.md).

What is not on this list is not on record; it is never taken as zero. No legal advice: each figure names its
instrument, where it was read or remembered, and how sure we are.
"""

from datetime import date

from django.db import migrations

# Sources: "text" = read in a public text naming the rule; "knowledge" = general knowledge of the law, not re-read.
_EU = "Directive (EU) 2019/771"
RIGHTS = [
    # country, right, value, unit, instrument, article, source, confidence, in force from
    ("DE", "legal_guarantee", 24, "months", f"BGB; {_EU}", "438", "knowledge", "high", date(2022, 1, 1)),
    ("DE", "burden_reversal", 12, "months", f"BGB; {_EU}", "477", "knowledge", "high", date(2022, 1, 1)),
    ("DE", "max_attempts", 2, "attempts", "BGB", "440", "knowledge", "high", date(2002, 1, 1)),
    ("FR", "legal_guarantee", 24, "months", "Code de la consommation", "L217-3", "knowledge", "high", date(2022, 1, 1)),
    ("FR", "burden_reversal", 24, "months", "Code de la consommation", "L217-7", "knowledge", "high", date(2022, 1, 1)),
    ("FR", "max_repair_time", 30, "calendar_days", "Code de la consommation", "L217-10", "knowledge", "high", date(2022, 1, 1)),
    ("ES", "legal_guarantee", 36, "months", "TRLGDCU; Real Decreto-ley 7/2021", "120", "knowledge", "high", date(2022, 1, 1)),
    ("ES", "burden_reversal", 24, "months", "TRLGDCU; Real Decreto-ley 7/2021", "121", "knowledge", "high", date(2022, 1, 1)),
    ("ES", "parts_availability", 10, "years", "TRLGDCU; Real Decreto-ley 7/2021", "127 bis", "knowledge", "high", date(2022, 1, 1)),
    ("PT", "legal_guarantee", 36, "months", "Decreto-Lei 84/2021", "12", "knowledge", "high", date(2022, 1, 1)),
    ("PT", "max_repair_time", 30, "calendar_days", "Decreto-Lei 84/2021", "18", "knowledge", "high", date(2022, 1, 1)),
    ("PT", "reject_window", 30, "calendar_days", "Decreto-Lei 84/2021", "16", "knowledge", "high", date(2022, 1, 1)),
    ("PT", "parts_availability", 10, "years", "Decreto-Lei 84/2021", "21", "knowledge", "high", date(2022, 1, 1)),
    ("NL", "burden_reversal", 12, "months", f"Burgerlijk Wetboek; {_EU}", "7:18a", "knowledge", "high", date(2022, 4, 27)),
    ("FI", "burden_reversal", 12, "months", f"Kuluttajansuojalaki; {_EU}", "5", "knowledge", "high", date(2022, 1, 1)),
    ("PL", "legal_guarantee", 24, "months", _EU, "10", "knowledge", "high", date(2023, 1, 1)),
    ("HU", "legal_guarantee", 24, "months", _EU, "10", "knowledge", "high", date(2022, 1, 1)),
    ("GB", "burden_reversal", 6, "months", "Consumer Rights Act 2015", "19", "knowledge", "high", date(2015, 10, 1)),
    ("GB", "reject_window", 30, "calendar_days", "Consumer Rights Act 2015", "22", "knowledge", "high", date(2015, 10, 1)),
    ("GB", "max_attempts", 1, "attempts", "Consumer Rights Act 2015", "24", "knowledge", "high", date(2015, 10, 1)),
    ("RU", "legal_guarantee", 24, "months", "Law 2300-1 on consumer protection", "19", "knowledge", "high", date(1996, 1, 16)),
    ("RU", "max_repair_time", 45, "calendar_days", "Law 2300-1 on consumer protection", "20", "text", "high", date(1996, 1, 16)),
    ("RU", "max_downtime", 30, "calendar_days", "Law 2300-1 on consumer protection", "18", "knowledge", "high", date(1996, 1, 16)),
    ("RU", "reject_window", 15, "calendar_days", "Law 2300-1 on consumer protection", "18", "knowledge", "high", date(1996, 1, 16)),
    ("RU", "parts_availability", 10, "years", "Law 2300-1 on consumer protection", "6", "knowledge", "high", date(1996, 1, 16)),
    ("MX", "legal_guarantee", 12, "months", "NOM-160-SCFI (new vehicles)", "", "knowledge", "medium", date(2015, 1, 1)),
    ("MX", "guarantee_distance", 20000, "kilometres", "NOM-160-SCFI (new vehicles)", "", "knowledge", "medium", date(2015, 1, 1)),
    ("BR", "legal_guarantee", 3, "months", "Código de Defesa do Consumidor, Lei 8.078/1990", "26", "text", "high", date(1991, 3, 11)),
    ("BR", "max_repair_time", 30, "calendar_days", "Código de Defesa do Consumidor, Lei 8.078/1990", "18", "text", "high", date(1991, 3, 11)),
    ("CL", "legal_guarantee", 6, "months", "Ley 19.496; Ley 21.398", "20", "text", "high", date(2022, 3, 24)),
    ("CL", "loaner_after", 5, "working_days", "Ley 19.496; Ley 21.398", "12 C", "text", "medium", date(2022, 3, 24)),
    ("SA", "rare_part", 14, "calendar_days", "Commercial Agencies Law: rules on maintenance and parts", "", "text", "high", date(1990, 1, 1)),
    ("ZA", "legal_guarantee", 6, "months", "Consumer Protection Act 68 of 2008", "56", "text", "high", date(2011, 4, 1)),
    ("ZA", "repair_guarantee", 3, "months", "Consumer Protection Act 68 of 2008", "57", "text", "high", date(2011, 4, 1)),
    ("ZA", "repair_fails_again", 3, "months", "Consumer Protection Act 68 of 2008", "56(3)", "knowledge", "high", date(2011, 4, 1)),
    ("KE", "repair_guarantee", 3, "months", "Consumer Protection Act 2012", "51", "text", "medium", date(2013, 3, 14)),
    ("TH", "legal_guarantee", 12, "months", "Civil and Commercial Code (from discovery of the defect)", "474", "text", "medium", date(1930, 1, 1)),
    ("KZ", "max_repair_time", 30, "calendar_days", "Law 274-IV on consumer protection", "", "knowledge", "low", date(2010, 5, 4)),
    ("TR", "legal_guarantee", 24, "months", "Law 6502 on consumer protection", "12", "knowledge", "high", date(2014, 5, 28)),
    ("TR", "max_repair_time", 30, "working_days", "After-Sales Services Regulation under Law 6502", "58", "knowledge", "medium", date(2014, 6, 13)),
    ("TR", "parts_availability", 10, "years", "After-Sales Services Regulation under Law 6502", "58", "knowledge", "medium", date(2014, 6, 13)),
    ("PH", "legal_guarantee", 12, "months", "Republic Act 10642", "", "knowledge", "high", date(2014, 7, 15)),
    ("PH", "guarantee_distance", 32187, "kilometres", "Republic Act 10642 (20,000 miles)", "", "knowledge", "high", date(2014, 7, 15)),
    ("PH", "max_attempts", 4, "attempts", "Republic Act 10642", "", "knowledge", "high", date(2014, 7, 15)),
    ("US", "max_attempts", 4, "attempts", "State laws, for example California's Tanner Act", "", "knowledge", "medium", date(1983, 1, 1)),
    ("US", "max_downtime", 30, "calendar_days", "State laws, for example California's Tanner Act", "", "knowledge", "high", date(1983, 1, 1)),
]

DEFAULT_PLAN = {
    "country": "",
    "name": "Term where the manufacturer set none",
    "months": 36,
    "kilometres": 60000,
    "effective_from": date(1981, 1, 1),
    "source": "Policy setting of the portal, after SAMR Order 43 of 2021 (three years or 60,000 km)",
}


def load(apps, schema_editor):
    alias = schema_editor.connection.alias
    right = apps.get_model("warranty", "MarketRight")
    names = ("country", "code", "value", "unit", "instrument", "article", "source", "confidence", "effective_from")
    right.objects.using(alias).bulk_create(right(**dict(zip(names, row, strict=True))) for row in RIGHTS)
    apps.get_model("warranty", "WarrantyPlan").objects.using(alias).create(**DEFAULT_PLAN)


class Migration(migrations.Migration):
    dependencies = [("warranty", "0002_market_rights")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]

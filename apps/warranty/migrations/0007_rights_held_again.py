"""The figures of 0003, held again against what was gathered on each market: conditions, who is liable, from when.

A row that an operator has changed meanwhile is left as it is. What was only remembered is no longer called well
established.
"""

from datetime import date

from django.db import migrations

_EU_TERM, _EU_REPAIR = "Directive (EU) 2019/771", "Directive (EU) 2024/1799"

#: (country, right): (value that 0003 wrote, what is to be said instead).
CORRECTED = {
    ("BR", "legal_guarantee"): (3, {"value": 90, "unit": "calendar_days"}),
    ("BR", "max_repair_time"): (30, {"condition": "otherwise_agreed"}),
    ("KE", "repair_guarantee"): (3, {"value": 90, "unit": "calendar_days"}),
    ("RU", "legal_guarantee"): (24, {"condition": "none_set"}),
    ("RU", "parts_availability"): (10, {"condition": "none_set"}),
    ("RU", "max_repair_time"): (45, {"condition": "at_most"}),
    ("SA", "rare_part"): (14, {"condition": "rare_part"}),
    ("TH", "legal_guarantee"): (12, {"code": "claims_within", "instrument": "Civil and Commercial Code"}),
    ("DE", "max_attempts"): (2, {"condition": "as_a_rule"}),
    ("GB", "max_attempts"): (1, {"condition": "use_deducted"}),
    ("US", "max_attempts"): (4, {"condition": "california", "instrument": "California: Tanner Consumer Protection Act"}),
    ("US", "max_downtime"): (30, {"condition": "california", "instrument": "California: Tanner Consumer Protection Act"}),
    ("PL", "legal_guarantee"): (24, {"instrument": f"Act of 30 May 2014 on consumer rights; {_EU_TERM}", "article": "43c"}),
    ("HU", "legal_guarantee"): (24, {"instrument": f"Government Decree 373/2021; {_EU_TERM}", "article": ""}),
}  # fmt: skip
#: country, right, value, unit, instrument, article, in force from, condition
ADDED = [
    ("KE", "repair_guarantee_km", 5_000, "kilometres", "Consumer Protection Act 2012", "51", date(2013, 3, 14), ""),
    ("PT", "burden_reversal", 24, "months", "Decreto-Lei 84/2021", "13", date(2022, 1, 1), ""),
    ("FR", "repair_extends", 6, "months", "Code de la consommation", "L217-13", date(2022, 1, 1), ""),
    *(
        (country, "repair_extends", 12, "months", _EU_REPAIR, "16", date(2026, 7, 31), "once")
        for country in ("DE", "ES", "FI", "HU", "NL", "PL", "PT")
    ),
]
_SELLER_MARKETS = ("DE", "FR", "ES", "PT", "NL", "FI", "PL", "HU", "GB", "CL", "TH")
LIABLE = {
    **dict.fromkeys(_SELLER_MARKETS, "seller"),
    **dict.fromkeys(("BR", "ZA"), "suppliers"),
    **dict.fromkeys(("TR", "PH"), "maker_or_importer"),
    "RU": "seller", "SA": "agent", "US": "maker",
}  # fmt: skip
STARTS = {
    "legal_guarantee": "delivery", "guarantee_distance": "delivery", "burden_reversal": "delivery",
    "reject_window": "delivery", "max_repair_time": "hand_in", "loaner_after": "hand_in", "rare_part": "request",
    "repair_guarantee": "repair", "repair_guarantee_km": "repair", "repair_fails_again": "repair",
    "claims_within": "discovery", "max_downtime": "warranty_year",
}  # fmt: skip
#: Where a market counts otherwise than most.
STARTS_THERE = {
    ("BR", "max_repair_time"): "request", ("FR", "max_repair_time"): "request", ("RU", "max_repair_time"): "request",
    ("RU", "parts_availability"): "delivery", ("ES", "parts_availability"): "production",
    ("PT", "parts_availability"): "production",
}  # fmt: skip


def hold_again(apps, schema_editor):
    rights = apps.get_model("warranty", "MarketRight").objects.using(schema_editor.connection.alias)
    for (country, code), (value, said) in CORRECTED.items():
        rights.filter(country=country, code=code, value=value).update(**said)
    names = ("country", "code", "value", "unit", "instrument", "article", "effective_from", "condition")
    for row in ADDED:
        fields = dict(zip(names, row, strict=True))
        key = {name: fields.pop(name) for name in ("country", "code", "effective_from")}
        rights.get_or_create(**key, defaults={**fields, "source": "knowledge", "confidence": "medium"})
    for country, liable in LIABLE.items():
        rights.filter(country=country, liable="").update(liable=liable)
    rights.filter(country="KE", code__startswith="repair_guarantee").update(liable="repairer")
    for code, start in STARTS.items():
        rights.filter(code=code, clock_start="").update(clock_start=start)
    for (country, code), start in STARTS_THERE.items():
        rights.filter(country=country, code=code).update(clock_start=start)
    rights.filter(country="MX", code="legal_guarantee").update(pauses="repair")
    rights.filter(source="knowledge", confidence="high").update(confidence="medium")


class Migration(migrations.Migration):
    dependencies = [("warranty", "0006_rights_with_conditions")]
    operations = [migrations.RunPython(hold_again, migrations.RunPython.noop)]

"""What is looked for in exports, by which instrument (docs/exports.md).

A number that no text names is a policy of this portal and says so: the kilometres of a delivery, the days to answer.
No legal advice: each row names where it was read and when it was last checked.
"""

from datetime import date

from django.db import migrations

_54 = "Announcement No. 54 of 2025; 商产发〔2012〕318号"
_318 = "商产发〔2012〕318号"
_648 = "商贸函〔2025〕648号"
_GUIDE = f"{_648}; work guide of 2025-12-11"
_WHERE_54, _WHERE_648 = "tradesichuan.com, people.cn", "aicarglobal.com, hrbjydc.com, zamev.com"
_START = date(2026, 1, 1)
RULES = [
    # code, number, basis, instrument, article, source, in force from
    ("licence_missing", None, "law", _54, "1, 2", _WHERE_54, _START),
    ("licence_not_valid", None, "law", _54, "1, 2", _WHERE_54, _START),
    ("licence_of_another", None, "law", _54, "1, 2", _WHERE_54, _START),
    ("licence_class", None, "law", _54, "1", _WHERE_54, _START),
    ("destination", None, "law", _54, "2", _WHERE_54, _START),
    ("not_authorised", None, "law", _318, "ii", "brics-info.org, wxjdsoft.com", _START),
    ("letter", 180, "law", _GUIDE, "I(1)", _WHERE_648, _START),
    ("differs", None, "law", _648, "I(2)", _WHERE_648, _START),
    ("used_as_new", 100, "policy", f"Policy of this portal, under {_648}", "", "docs/exports.md", _START),
    ("twice", None, "policy", "Policy of this portal", "", "docs/exports.md", _START),
    ("no_outlet", None, "policy", f"Policy of this portal, under {_318}", "", "docs/exports.md", _START),
]


def enter(apps, schema_editor):
    rules = apps.get_model("exports", "FindingRule").objects.using(schema_editor.connection.alias)
    for code, amount, basis, instrument, article, source, since in RULES:
        rules.create(
            code=code,
            amount=amount,
            answer_days=14,
            basis=basis,
            instrument=instrument,
            article=article,
            source=source,
            checked_on=date(2026, 11, 26),
            in_force_from=since,
        )


class Migration(migrations.Migration):
    dependencies = [("exports", "0003_findings")]
    operations = [migrations.RunPython(enter, migrations.RunPython.noop)]

"""The limit of the law is a duty of its own, owed in every case; the workshop's own time is the same everywhere.

What the first settings called law for the repair counted the workshop's time only, and stood beside a share of misses
that no law allows; what they took for all parts in Saudi Arabia is said of rare parts. These versions end on the day
from which the new duty holds; clocks that run keep theirs. A new house never has them.
"""

from django.db import migrations, models

from apps.duties.beginnings import first_day, has_clocks

FIRST_SETTINGS = {"basis": "law", "set_by": "Sanbao, first settings", "obligation_id__in": ["repair", "parts_supply"]}


def load(apps, schema_editor):
    alias = schema_editor.connection.alias
    schema_editor.execute("SELECT set_config('app.step', 'migration', true)")
    apps.get_model("duties", "Obligation").objects.using(alias).create(
        code="legal_limit", name="Limit of the law for a repair", responsible="dealer", judged=False
    )
    versions = apps.get_model("duties", "ObligationVersion").objects.using(alias).filter(**FIRST_SETTINGS)
    if has_clocks(schema_editor):
        versions.filter(effective_to=None).update(effective_to=first_day(schema_editor))
    else:
        versions.delete()


def unload(apps, schema_editor):
    alias = schema_editor.connection.alias
    schema_editor.execute("SELECT set_config('app.step', 'migration', true)")
    codes = ["legal_limit"]
    apps.get_model("duties", "ObligationVersion").objects.using(alias).filter(obligation_id__in=codes).delete()
    apps.get_model("duties", "Obligation").objects.using(alias).filter(code__in=codes).delete()


class Migration(migrations.Migration):
    dependencies = [("duties", "0006_parts_are_to_arrive")]
    operations = [
        migrations.AlterField(
            model_name="obligationversion",
            name="target_share",
            field=models.DecimalField(
                blank=True, decimal_places=3, max_digits=4, null=True, verbose_name="target share"
            ),
        ),
        migrations.RemoveConstraint(model_name="rulechange", name="rulechange_obligation_is_whole"),
        migrations.AddConstraint(
            model_name="rulechange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "obligation"), _negated=True),
                    models.Q(
                        models.Q(
                            ("target_share__isnull", True),
                            models.Q(("target_share__gt", 0), ("target_share__lt", 1)),
                            _connector="OR",
                        ),
                        ("amount__gt", 0),
                        ("obligation__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="rulechange_obligation_is_whole",
            ),
        ),
        migrations.RunPython(load, unload),
    ]

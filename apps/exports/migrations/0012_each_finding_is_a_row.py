"""What is found again after it was mended is another finding; its time to answer is a clock of duties.

Findings of before keep their row and the day until which they could be answered. The days of a rule stay in the table
for the release before, which writes and reads them; the next one drops the column.
"""

from django.db import migrations, models

_EXPORT = "vin, rule_id, exporter, licence_number"


def let_stand_again(apps, schema_editor):
    schema_editor.execute("ALTER TABLE exports_finding DROP CONSTRAINT finding_once")
    schema_editor.execute(
        f"CREATE UNIQUE INDEX finding_stands_once ON exports_finding ({_EXPORT}) WHERE NOT (status = 'mended')"
    )


def narrow(apps, schema_editor):
    schema_editor.execute("DROP INDEX finding_stands_once")
    schema_editor.execute(f"ALTER TABLE exports_finding ADD CONSTRAINT finding_once UNIQUE ({_EXPORT})")


class Migration(migrations.Migration):
    dependencies = [
        ("duties", "0015_answers_to_findings"),
        ("exports", "0011_registration_certificates"),
    ]

    operations = [
        # Written by hand: no row can be in its way, since the constraint that goes asked for more.
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(let_stand_again, narrow)],
            state_operations=[
                migrations.RemoveConstraint(model_name="finding", name="finding_once"),
                migrations.AddConstraint(
                    model_name="finding",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("status", "mended"), _negated=True),
                        fields=("vin", "rule", "exporter", "licence_number"),
                        name="finding_stands_once",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(fields=["vin", "rule"], name="finding_by_vin"),
        ),
        migrations.AlterField(
            model_name="finding",
            name="answer_by",
            field=models.DateTimeField(null=True, verbose_name="answer by"),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE exports_findingrule ALTER COLUMN answer_days SET DEFAULT 14",
                    "ALTER TABLE exports_findingrule ALTER COLUMN answer_days DROP DEFAULT",
                )
            ],
            state_operations=[migrations.RemoveField(model_name="findingrule", name="answer_days")],
        ),
    ]

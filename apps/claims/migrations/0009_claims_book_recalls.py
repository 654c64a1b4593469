"""The recall whose remedy a claim books. Empty where there is none: no version is written of rows that do not change."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0008_grave_cases_by_an_index")]
    operations = [
        # Going back, what records versions would name a column that is gone; it is made again after each migration.
        migrations.RunSQL(
            migrations.RunSQL.noop, "DROP FUNCTION IF EXISTS facts.record_claims_claim() CASCADE"
        ),
        migrations.AddField(
            model_name="claim",
            name="recall",
            field=models.CharField(blank=True, max_length=12, null=True, verbose_name="recall"),
        ),
    ]

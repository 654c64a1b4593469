"""How often a fault shows, and where the car stands. Null: no version is written of claims that do not change."""

import django_countries.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0012_drafts_and_papers'),
    ]

    operations = [
        # Going back, what records versions would name a column that is gone; it is made again after each migration.
        migrations.RunSQL(migrations.RunSQL.noop, "DROP FUNCTION IF EXISTS facts.record_claims_claim() CASCADE"),
        migrations.AddField(
            model_name='claim',
            name='how_often',
            field=models.CharField(blank=True, choices=[('once', 'Once'), ('sometimes', 'Now and then'), ('each_time', 'Each time'), ('always', 'All the time')], max_length=9, null=True, verbose_name='how often'),
        ),
        migrations.AddField(
            model_name='contact',
            name='place_city',
            field=models.CharField(blank=True, db_default='', default='', max_length=100, verbose_name='city where the car stands'),
        ),
        migrations.AddField(
            model_name='contact',
            name='place_country',
            field=django_countries.fields.CountryField(blank=True, db_default='', default='', max_length=2, verbose_name='country where the car stands'),
        ),
    ]

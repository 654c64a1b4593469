"""A promise that is moved has its reason, and an answer says how many lie ready."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('parts', '0015_stocktakes'),
    ]

    operations = [
        # Going back, what records versions would name columns that are gone; it is made again after each migration.
        migrations.RunSQL(migrations.RunSQL.noop, "DROP FUNCTION IF EXISTS facts.record_parts_promise() CASCADE"),
        migrations.AddField(
            model_name='promise',
            name='note',
            field=models.CharField(blank=True, db_default='', max_length=300, verbose_name='note'),
        ),
        migrations.AddField(
            model_name='promise',
            name='ready',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='ready now'),
        ),
        migrations.AddField(
            model_name='promise',
            name='reason',
            field=models.CharField(blank=True, choices=[('shortage', 'Not enough of it'), ('production', 'Production is late'), ('supplier', 'The maker of the part delivers late'), ('transport', 'No carriage'), ('customs', 'Customs'), ('urgent', 'Given to a car that stands still'), ('other', 'Other reason')], db_default='', max_length=10, verbose_name='reason'),
        ),
        migrations.AddIndex(
            model_name='promise',
            index=models.Index(fields=['manufacturer', 'country', 'promised_on'], name='promise_cell'),
        ),
    ]

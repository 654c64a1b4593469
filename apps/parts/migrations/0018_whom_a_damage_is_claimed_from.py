"""Pieces can be fewer in the box than sent, and a report says whom the damage is claimed from."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('parts', '0017_planned_receipts_and_shares'),
    ]

    operations = [
        migrations.AddField(
            model_name='deliveryproblem',
            name='claimed_from',
            field=models.CharField(blank=True, choices=[('carrier', 'The carrier'), ('maker', 'The manufacturer')], db_default='', max_length=7, verbose_name='claimed from'),
        ),
        migrations.AlterField(
            model_name='deliveryproblem',
            name='kind',
            field=models.CharField(choices=[('lost', 'Lost on the way'), ('short', 'Fewer in the box than sent'), ('damaged', 'Damaged'), ('wrong', 'Another part than ordered')], max_length=7, verbose_name='what is wrong'),
        ),
    ]

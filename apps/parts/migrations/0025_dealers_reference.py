"""The dealer's own number of an order, which names one order to a manufacturer."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organizations', '0005_roles_have_a_beginning'),
        ('parts', '0024_prices_of_ordered_lines'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # Going back, what records versions would name a column that is gone; it is made again after each migration.
        migrations.RunSQL(
            migrations.RunSQL.noop, "DROP FUNCTION IF EXISTS facts.record_parts_partsorder() CASCADE"
        ),
        migrations.AddField(
            model_name='partsorder',
            name='reference',
            field=models.CharField(blank=True, db_default='', default='', max_length=40, verbose_name="dealer's reference"),
        ),
        migrations.AddConstraint(
            model_name='partsorder',
            constraint=models.UniqueConstraint(condition=models.Q(('reference', ''), _negated=True), fields=('dealer', 'manufacturer', 'reference'), name='partsorder_reference_once'),
        ),
    ]

"""Requests wait for what is under way, too: of a transfer, and of what another dealer has sent."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organizations', '0005_roles_have_a_beginning'),
        ('parts', '0026_parts_of_another_dealer'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # Going back, what records versions would name a column that is gone; it is made again after each migration.
        migrations.RunSQL(migrations.RunSQL.noop, "DROP FUNCTION IF EXISTS facts.record_parts_reservation() CASCADE"),
        migrations.RemoveConstraint(
            model_name='reservation',
            name='reservation_has_its_source',
        ),
        migrations.AddField(
            model_name='reservation',
            name='transferline',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parts.transferline'),
        ),
        migrations.AlterField(
            model_name='reservationevent',
            name='kind',
            field=models.CharField(choices=[('made', 'Reserved'), ('split', 'Split off'), ('arrived', 'Put on the shelf for it'), ('ordered', 'Comes with an order'), ('underway', 'Comes with what is under way'), ('short', 'No longer there'), ('given', 'Given to another request'), ('got', 'Taken over from another request'), ('issued', 'Given out'), ('returned', 'Brought back'), ('freed', 'No longer kept')], max_length=8, verbose_name='kind'),
        ),
        migrations.AddIndex(
            model_name='reservation',
            index=models.Index(condition=models.Q(('transferline__isnull', False)), fields=['transferline'], name='reservation_transferline'),
        ),
        migrations.AddConstraint(
            model_name='reservation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('bin__isnull', False), ('order__isnull', True), ('status', 'held')), models.Q(models.Q(models.Q(('order__isnull', False), ('partrequest__isnull', True), ('transferline__isnull', True)), models.Q(('order__isnull', True), ('partrequest__isnull', True), ('transferline__isnull', False)), models.Q(('order__isnull', True), ('partrequest__isnull', False), ('transferline__isnull', True)), _connector='OR'), ('bin__isnull', True), ('status', 'coming')), models.Q(('bin__isnull', True), ('order__isnull', True), ('status', 'short'), ('transferline__isnull', True)), ('status__in', ('issued', 'freed')), _connector='OR'), name='reservation_has_its_source'),
        ),
    ]

"""Photos and papers of returns and of cores stand in the table of those of orders."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0005_answers_to_requests'),
        ('organizations', '0005_roles_have_a_beginning'),
        ('parts', '0029_cores_and_deposits'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # Going back, what records versions would name columns that are gone; it is made again after each migration.
        migrations.RunSQL(migrations.RunSQL.noop, "DROP FUNCTION IF EXISTS facts.record_parts_orderpaper() CASCADE"),
        migrations.RemoveConstraint(
            model_name='orderpaper',
            name='orderpaper_of_one_thing',
        ),
        migrations.AddField(
            model_name='orderpaper',
            name='core',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='parts.core'),
        ),
        migrations.AddField(
            model_name='orderpaper',
            name='of_finding',
            field=models.BooleanField(db_default=False, default=False, verbose_name='of what was found'),
        ),
        migrations.AddField(
            model_name='orderpaper',
            name='partreturn',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='parts.partreturn'),
        ),
        migrations.AddConstraint(
            model_name='orderpaper',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('consignment__isnull', True), ('core__isnull', True), ('line__isnull', False), ('partreturn__isnull', True)), models.Q(('consignment__isnull', False), ('core__isnull', True), ('line__isnull', True), ('partreturn__isnull', True)), models.Q(('consignment__isnull', True), ('core__isnull', True), ('line__isnull', True), ('partreturn__isnull', False)), models.Q(('consignment__isnull', True), ('core__isnull', False), ('line__isnull', True), ('partreturn__isnull', True)), _connector='OR'), name='orderpaper_of_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='orderpaper',
            constraint=models.UniqueConstraint(condition=models.Q(('partreturn__isnull', False)), fields=('partreturn', 'sha256'), name='orderpaper_partreturn_once'),
        ),
        migrations.AddConstraint(
            model_name='orderpaper',
            constraint=models.UniqueConstraint(condition=models.Q(('core__isnull', False)), fields=('core', 'sha256'), name='orderpaper_core_once'),
        ),
    ]

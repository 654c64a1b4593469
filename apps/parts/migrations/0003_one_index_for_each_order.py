"""Each list of each side has an index in its order; indexes that repeat the beginning of another one go."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from apps.core.db.operations import AlterIndexOnly


class Migration(migrations.Migration):

    dependencies = [
        ('organizations', '0002_one_index_for_each_order'),
        ('parts', '0002_orders_have_events'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AlterIndexOnly(
            model_name='orderevent',
            name='dealer',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization'),
        ),
        AlterIndexOnly(
            model_name='orderevent',
            name='manufacturer',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization'),
        ),
        AlterIndexOnly(
            model_name='orderevent',
            name='order',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='events', to='parts.partsorder'),
        ),
        AlterIndexOnly(
            model_name='orderevent',
            name='owner',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        AlterIndexOnly(
            model_name='orderline',
            name='dealer',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization'),
        ),
        AlterIndexOnly(
            model_name='orderline',
            name='manufacturer',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization'),
        ),
        AlterIndexOnly(
            model_name='orderline',
            name='owner',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        AlterIndexOnly(
            model_name='part',
            name='manufacturer',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='organizations.organization'),
        ),
        AlterIndexOnly(
            model_name='partsorder',
            name='dealer',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization'),
        ),
        AlterIndexOnly(
            model_name='partsorder',
            name='manufacturer',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization'),
        ),
        AlterIndexOnly(
            model_name='partsorder',
            name='owner',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        AlterIndexOnly(
            model_name='stockbalance',
            name='dealer',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization'),
        ),
        AlterIndexOnly(
            model_name='stockbalance',
            name='manufacturer',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization'),
        ),
        AlterIndexOnly(
            model_name='stockbalance',
            name='owner',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        AlterIndexOnly(
            model_name='stockmovement',
            name='dealer',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization'),
        ),
        AlterIndexOnly(
            model_name='stockmovement',
            name='manufacturer',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization'),
        ),
        AlterIndexOnly(
            model_name='stockmovement',
            name='owner',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='partsorder',
            index=models.Index(fields=['-created_at', '-id'], name='order_newest'),
        ),
        migrations.AddIndex(
            model_name='stockbalance',
            index=models.Index(fields=['part_number', 'id'], name='stockbalance_number'),
        ),
        migrations.AddIndex(
            model_name='stockbalance',
            index=models.Index(fields=['country', 'part_number', 'id'], name='stockbalance_country'),
        ),
    ]

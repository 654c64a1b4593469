"""Each list of each side has an index in its order; indexes that repeat the beginning of another one go."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from apps.core.db.operations import AlterIndexOnly


class Migration(migrations.Migration):

    dependencies = [
        ('organizations', '0002_one_index_for_each_order'),
        ('warranty', '0003_first_rights'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AlterIndexOnly(
            model_name='coverage',
            name='dealer',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization'),
        ),
        AlterIndexOnly(
            model_name='coverage',
            name='manufacturer',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization'),
        ),
        AlterIndexOnly(
            model_name='coverage',
            name='owner',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        AlterIndexOnly(
            model_name='warrantyplan',
            name='manufacturer',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='warranty_plans', to='organizations.organization'),
        ),
    ]

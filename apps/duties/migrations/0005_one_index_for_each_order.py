"""Each list of each side has an index in its order; indexes that repeat the beginning of another one go."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from apps.core.db.operations import AlterIndexOnly


class Migration(migrations.Migration):

    dependencies = [
        ('duties', '0004_rules_without_a_programmer'),
        ('organizations', '0002_one_index_for_each_order'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='clock',
            name='clock_country_due',
        ),
        AlterIndexOnly(
            model_name='clock',
            name='dealer',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization'),
        ),
        AlterIndexOnly(
            model_name='clock',
            name='manufacturer',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization'),
        ),
        AlterIndexOnly(
            model_name='clock',
            name='owner',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        AlterIndexOnly(
            model_name='clockinterval',
            name='clock',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='intervals', to='duties.clock'),
        ),
        AlterIndexOnly(
            model_name='clockinterval',
            name='dealer',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization'),
        ),
        AlterIndexOnly(
            model_name='clockinterval',
            name='manufacturer',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization'),
        ),
        AlterIndexOnly(
            model_name='clockinterval',
            name='owner',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        AlterIndexOnly(
            model_name='exclusion',
            name='dealer',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization'),
        ),
        AlterIndexOnly(
            model_name='exclusion',
            name='manufacturer',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization'),
        ),
        AlterIndexOnly(
            model_name='exclusion',
            name='owner',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        AlterIndexOnly(
            model_name='obligationversion',
            name='obligation',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='duties.obligation'),
        ),
        migrations.AddIndex(
            model_name='clock',
            index=models.Index(fields=['-due_at', '-id'], name='clock_latest_due'),
        ),
        migrations.AddIndex(
            model_name='clock',
            index=models.Index(fields=['country', '-due_at', '-id'], name='clock_country_latest'),
        ),
        migrations.AddIndex(
            model_name='clock',
            index=models.Index(fields=['manufacturer', '-due_at', '-id'], name='clock_maker_latest'),
        ),
    ]

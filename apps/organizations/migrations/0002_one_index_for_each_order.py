"""Each list of each side has an index in its order; indexes that repeat the beginning of another one go."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from apps.core.db.operations import AlterIndexOnly


class Migration(migrations.Migration):

    dependencies = [
        ('organizations', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AlterIndexOnly(
            model_name='appointment',
            name='dealer',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='appointments_held', to='organizations.organization'),
        ),
        AlterIndexOnly(
            model_name='appointment',
            name='manufacturer',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='appointments_given', to='organizations.organization'),
        ),
        AlterIndexOnly(
            model_name='jurisdiction',
            name='regulator',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='jurisdictions', to='organizations.organization'),
        ),
        AlterIndexOnly(
            model_name='membership',
            name='user',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL),
        ),
        AlterIndexOnly(
            model_name='servicepoint',
            name='dealer',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='service_points', to='organizations.organization'),
        ),
    ]

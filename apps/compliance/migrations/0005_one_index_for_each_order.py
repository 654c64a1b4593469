"""Each list of each side has an index in its order; indexes that repeat the beginning of another one go."""

import django.db.models.deletion
from django.db import migrations, models

from apps.core.db.operations import AlterIndexOnly


class Migration(migrations.Migration):

    dependencies = [
        ('compliance', '0004_events_name_their_actors'),
        ('duties', '0005_one_index_for_each_order'),
        ('organizations', '0002_one_index_for_each_order'),
    ]

    operations = [
        AlterIndexOnly(
            model_name='dispute',
            name='flag',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='disputes', to='compliance.flag'),
        ),
        AlterIndexOnly(
            model_name='flag',
            name='manufacturer',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization'),
        ),
        AlterIndexOnly(
            model_name='flagevent',
            name='flag',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='compliance.flag'),
        ),
        AlterIndexOnly(
            model_name='flagevidence',
            name='flag',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='compliance.flag'),
        ),
        AlterIndexOnly(
            model_name='judgement',
            name='manufacturer',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organizations.organization'),
        ),
        AlterIndexOnly(
            model_name='touchedcell',
            name='manufacturer',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organizations.organization'),
        ),
        migrations.AddIndex(
            model_name='flag',
            index=models.Index(fields=['-opened_at', '-id'], name='flag_newest'),
        ),
    ]

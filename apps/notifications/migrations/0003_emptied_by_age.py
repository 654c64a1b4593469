"""Notices are found by their age, to be emptied by it."""

import django.contrib.postgres.indexes
from django.conf import settings
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('notifications', '0002_one_index_for_each_order'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='notice',
            index=django.contrib.postgres.indexes.BrinIndex(fields=['created_at'], name='notice_age'),
        ),
    ]

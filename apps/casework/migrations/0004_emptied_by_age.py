"""Keys of steps are found by their age, to be emptied by it."""

import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0003_keys_of_steps'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='stepkey',
            index=django.contrib.postgres.indexes.BrinIndex(fields=['taken_at'], name='stepkey_age'),
        ),
    ]

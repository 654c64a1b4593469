"""Roles have a moment when they began; for those that were there before, it is the moment of this migration."""

import django.db.models.functions.datetime
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organizations', '0004_keys_end_and_keep_to_rooms'),
    ]

    operations = [
        migrations.AddField(
            model_name='membership',
            name='role_since',
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now),
        ),
    ]

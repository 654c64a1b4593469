"""A request of the API that is sent again is answered as the first time."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0004_emptied_by_age'),
    ]

    operations = [
        migrations.AddField('stepkey', 'status', models.PositiveSmallIntegerField(null=True)),
        migrations.AddField('stepkey', 'answer', models.TextField(null=True)),
    ]

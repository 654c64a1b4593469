"""When an owner could bring the car, in their words."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0013_how_often_and_where'),
    ]

    operations = [
        migrations.AddField(
            model_name='contact',
            name='wished',
            field=models.CharField(blank=True, db_default='', default='', max_length=200, verbose_name='wished times'),
        ),
    ]

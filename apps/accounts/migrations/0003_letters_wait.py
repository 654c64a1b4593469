"""Mail of accounts that waits to be sent."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_addresses_in_one_form'),
    ]

    operations = [
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('ready', 'Ready'), ('reset', 'Reset')], max_length=5)),
                ('address', models.EmailField(max_length=254)),
                ('subject', models.CharField(blank=True, max_length=250)),
                ('body', models.TextField(blank=True)),
                ('site', models.CharField(blank=True, max_length=250)),
                ('language', models.CharField(blank=True, max_length=12)),
                ('created_at', models.DateTimeField()),
                ('next_at', models.DateTimeField(db_index=True)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
            ],
        ),
    ]

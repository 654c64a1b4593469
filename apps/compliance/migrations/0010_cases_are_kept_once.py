"""A row for each state of a frozen case, in place of all cases in each link of evidence."""

import django.db.models.deletion
import django_countries.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('compliance', '0009_evidence_holds_its_cases'),
        ('organizations', '0005_roles_have_a_beginning'),
    ]

    operations = [
        migrations.CreateModel(
            name='FrozenCase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('country', django_countries.fields.CountryField(blank=True, max_length=2, verbose_name='country')),
                ('sequence', models.PositiveIntegerField()),
                ('clock_id', models.BigIntegerField()),
                ('unit', models.CharField(blank=True, max_length=40)),
                ('due_at', models.DateTimeField(verbose_name='due at')),
                ('stopped_at', models.DateTimeField(null=True, verbose_name='stopped at')),
                ('ending', models.CharField(blank=True, max_length=12)),
                ('unproven', models.BooleanField(default=False)),
                ('pauses', models.JSONField(null=True)),
                ('taken_out', models.JSONField(null=True)),
                ('gone', models.BooleanField(default=False)),
                ('flag', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='frozen_cases', to='compliance.flag')),
                ('manufacturer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
            ],
            options={
                'verbose_name': 'frozen case',
                'verbose_name_plural': 'frozen cases',
                'indexes': [models.Index(fields=['flag', 'due_at', 'clock_id'], name='frozencase_due')],
                'constraints': [models.UniqueConstraint(fields=('flag', 'clock_id', 'sequence'), name='frozencase_once')],
            },
        ),
    ]

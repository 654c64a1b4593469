"""Rules of findings with their sources, and findings as cases."""

import django.db.models.deletion
import django_countries.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0005_answers_to_requests'),
        ('exports', '0002_first_tiers'),
        ('organizations', '0005_roles_have_a_beginning'),
    ]

    operations = [
        migrations.CreateModel(
            name='FindingRule',
            fields=[
                ('code', models.CharField(max_length=24, primary_key=True, serialize=False, verbose_name='code')),
                ('amount', models.PositiveIntegerField(null=True, verbose_name='number')),
                ('answer_days', models.PositiveSmallIntegerField(verbose_name='days to answer')),
                ('basis', models.CharField(choices=[('law', 'Law'), ('policy', 'Policy of this portal')], max_length=6, verbose_name='basis')),
                ('instrument', models.CharField(max_length=150, verbose_name='instrument')),
                ('article', models.CharField(blank=True, max_length=60, verbose_name='article')),
                ('source', models.CharField(max_length=150, verbose_name='where it can be read')),
                ('checked_on', models.DateField(verbose_name='last checked')),
                ('in_force_from', models.DateField(verbose_name='in force from')),
                ('in_force_to', models.DateField(blank=True, null=True, verbose_name='in force until')),
            ],
            options={
                'verbose_name': 'rule of findings',
                'verbose_name_plural': 'rules of findings',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=12, unique=True, verbose_name='number')),
                ('vin', models.CharField(max_length=17, verbose_name='VIN')),
                ('licence_number', models.CharField(blank=True, max_length=40, verbose_name='licence number')),
                ('country', django_countries.fields.CountryField(max_length=2, verbose_name='destination')),
                ('seen', models.JSONField(default=dict)),
                ('status', models.CharField(choices=[('found', 'Waits for an explanation'), ('explained', 'Explained'), ('accepted', 'Explanation accepted'), ('upheld', 'Upheld'), ('mended', 'Mended')], default='found', max_length=9, verbose_name='status')),
                ('version', models.PositiveIntegerField(default=1)),
                ('found_at', models.DateTimeField(verbose_name='found at')),
                ('answer_by', models.DateTimeField(verbose_name='answer by')),
                ('exporter', models.ForeignKey(db_column='exporter', db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='exports.exporter', to_field='name', verbose_name='exporter')),
                ('manufacturer', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('rule', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='exports.findingrule', verbose_name='rule')),
            ],
            options={
                'verbose_name': 'finding',
                'verbose_name_plural': 'findings',
                'ordering': ['-found_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='FindingEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=30)),
                ('happened_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('by_side', models.CharField(max_length=20)),
                ('by_name', models.CharField(max_length=150)),
                ('note', models.TextField(blank=True, max_length=4000)),
                ('values', models.JSONField(default=dict)),
                ('country', django_countries.fields.CountryField(max_length=2, verbose_name='country')),
                ('actor', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.actorrecord')),
                ('finding', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='exports.finding')),
                ('manufacturer', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
            ],
            options={
                'verbose_name': 'event',
                'verbose_name_plural': 'events',
                'ordering': ['happened_at', 'id'],
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='finding',
            index=models.Index(fields=['-found_at', '-id'], name='finding_newest'),
        ),
        migrations.AddIndex(
            model_name='finding',
            index=models.Index(fields=['manufacturer', '-found_at', '-id'], name='finding_maker_newest'),
        ),
        migrations.AddIndex(
            model_name='finding',
            index=models.Index(fields=['country', '-found_at', '-id'], name='finding_country_newest'),
        ),
        migrations.AddIndex(
            model_name='finding',
            index=models.Index(fields=['exporter', '-found_at', '-id'], name='finding_exporter_newest'),
        ),
        migrations.AddConstraint(
            model_name='finding',
            constraint=models.UniqueConstraint(fields=('vin', 'rule', 'exporter', 'licence_number'), name='finding_once'),
        ),
    ]

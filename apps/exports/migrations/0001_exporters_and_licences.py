"""Exporters, what they are entitled to, export licences, and what was declared of each exported car."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django_countries.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('casework', '0005_answers_to_requests'),
        ('organizations', '0005_roles_have_a_beginning'),
    ]

    operations = [
        migrations.CreateModel(
            name='TraderTier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('vehicle_class', models.CharField(choices=[('bev_car', 'Battery-electric passenger cars with a VIN'), ('other_car', 'Other passenger cars'), ('bus', 'Buses'), ('motorcycle', 'Motorcycles')], max_length=10, verbose_name='class')),
                ('least_exported', models.PositiveIntegerField(verbose_name='exported in the year before, at least')),
                ('least_markets', models.PositiveSmallIntegerField(verbose_name='foreign markets with service outlets, at least')),
                ('own_brand', models.BooleanField(verbose_name='own brand needed')),
                ('traders', models.PositiveSmallIntegerField(verbose_name='traders')),
                ('instrument', models.CharField(max_length=150, verbose_name='instrument')),
                ('article', models.CharField(blank=True, max_length=60, verbose_name='article')),
                ('source', models.CharField(max_length=150, verbose_name='where it can be read')),
                ('checked_on', models.DateField(verbose_name='last checked')),
                ('in_force_from', models.DateField(verbose_name='in force from')),
                ('in_force_to', models.DateField(blank=True, null=True, verbose_name='in force until')),
            ],
            options={
                'verbose_name': 'tier of traders',
                'verbose_name_plural': 'tiers of traders',
                'ordering': ['vehicle_class', '-traders'],
            },
        ),
        migrations.CreateModel(
            name='Exporter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('maker', 'Manufacturer'), ('trader', "Trader with a manufacturer's authorisation"), ('used', 'Exporter of used cars')], max_length=6, verbose_name='kind')),
                ('name', models.CharField(max_length=150, unique=True, verbose_name='legal name in Chinese')),
                ('latin_name', models.CharField(blank=True, max_length=150, verbose_name='legal name in Latin letters')),
                ('folded', models.CharField(max_length=150, unique=True)),
                ('source', models.CharField(max_length=200, verbose_name='where it is announced')),
                ('registered_at', models.DateTimeField(verbose_name='registered at')),
                ('actor', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.actorrecord')),
                ('manufacturer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization', verbose_name='firm')),
            ],
            options={
                'verbose_name': 'exporter',
                'verbose_name_plural': 'exporters',
                'ordering': ['name', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Authorisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('vehicle_class', models.CharField(choices=[('bev_car', 'Battery-electric passenger cars with a VIN'), ('other_car', 'Other passenger cars'), ('bus', 'Buses'), ('motorcycle', 'Motorcycles')], max_length=10, verbose_name='class')),
                ('starts_on', models.DateField(verbose_name='from')),
                ('paper', models.CharField(max_length=60, verbose_name='number of the letter of authorisation')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded at')),
                ('ends_on', models.DateField(null=True, verbose_name='first day it no longer holds')),
                ('end_reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='ended at')),
                ('actor', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.actorrecord')),
                ('ended_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.actorrecord')),
                ('manufacturer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('maker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='authorisations_given', to='exports.exporter')),
                ('trader', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='authorisations_held', to='exports.exporter', verbose_name='trader')),
            ],
            options={
                'verbose_name': 'authorisation',
                'verbose_name_plural': 'authorisations',
                'ordering': ['-starts_on', '-id'],
            },
        ),
        migrations.CreateModel(
            name='ExportRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('vin', models.CharField(max_length=17, validators=[django.core.validators.MinLengthValidator(17)], verbose_name='VIN')),
                ('model_name', models.CharField(max_length=100, verbose_name='model')),
                ('licence_number', models.CharField(blank=True, max_length=40, verbose_name='licence number')),
                ('condition', models.CharField(choices=[('new', 'New'), ('used', 'Used'), ('modified', 'Modified')], max_length=8, verbose_name='condition')),
                ('first_registered_on', models.DateField(blank=True, null=True, verbose_name='first registered in China on')),
                ('transferred_on', models.DateField(blank=True, null=True, verbose_name='transferred for export on')),
                ('applied_on', models.DateField(blank=True, null=True, verbose_name='licence applied for on')),
                ('odometer_km', models.PositiveIntegerField(verbose_name='odometer, km')),
                ('exported_on', models.DateField(verbose_name='exported on')),
                ('country', django_countries.fields.CountryField(max_length=2, verbose_name='destination')),
                ('importer', models.CharField(max_length=150, verbose_name='importer')),
                ('legal_ground', models.CharField(blank=True, max_length=300, verbose_name='legal ground')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason of the correction')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded at')),
                ('actor', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.actorrecord')),
                ('exporter', models.ForeignKey(db_column='exporter', db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='records', to='exports.exporter', to_field='name', verbose_name='exporter')),
                ('manufacturer', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('supersedes', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='exports.exportrecord', verbose_name='in place of')),
            ],
            options={
                'verbose_name': 'export record',
                'verbose_name_plural': 'export records',
                'ordering': ['-recorded_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Licence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=12, unique=True, verbose_name='number')),
                ('licence_number', models.CharField(max_length=40, unique=True, verbose_name='licence number')),
                ('vehicle_class', models.CharField(choices=[('bev_car', 'Battery-electric passenger cars with a VIN'), ('other_car', 'Other passenger cars'), ('bus', 'Buses'), ('motorcycle', 'Motorcycles')], max_length=10, verbose_name='class')),
                ('destinations', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=2), blank=True, default=list, size=None, verbose_name='destinations')),
                ('quantity', models.PositiveIntegerField(blank=True, null=True, verbose_name='vehicles covered')),
                ('applied_on', models.DateField(verbose_name='applied on')),
                ('valid_from', models.DateField(null=True, verbose_name='valid from')),
                ('valid_to', models.DateField(null=True, verbose_name='valid until')),
                ('status', models.CharField(choices=[('applied', 'Applied for'), ('valid', 'Verified'), ('suspended', 'Suspended'), ('withdrawn', 'Withdrawn')], default='applied', max_length=9, verbose_name='status')),
                ('version', models.PositiveIntegerField(default=1)),
                ('registered_at', models.DateTimeField(verbose_name='registered at')),
                ('exporter', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='licences', to='exports.exporter', verbose_name='exporter')),
                ('maker', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='licences_of_its_cars', to='exports.exporter', verbose_name='maker')),
                ('manufacturer', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
            ],
            options={
                'verbose_name': 'export licence',
                'verbose_name_plural': 'export licences',
                'ordering': ['-registered_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='LicenceEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=30)),
                ('happened_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('by_side', models.CharField(max_length=20)),
                ('by_name', models.CharField(max_length=150)),
                ('note', models.TextField(blank=True, max_length=4000)),
                ('values', models.JSONField(default=dict)),
                ('actor', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.actorrecord')),
                ('licence', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='exports.licence')),
                ('manufacturer', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
            ],
            options={
                'verbose_name': 'event',
                'verbose_name_plural': 'events',
                'ordering': ['happened_at', 'id'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='LicenceHold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('for_good', models.BooleanField(verbose_name='withdrawn')),
                ('begins_on', models.DateField(verbose_name='from')),
                ('ends_on', models.DateField(null=True, verbose_name='holds again from')),
                ('licence', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='exports.licence')),
                ('manufacturer', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
            ],
            options={
                'verbose_name': 'days without a licence',
                'verbose_name_plural': 'days without a licence',
                'ordering': ['begins_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Qualification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('vehicle_class', models.CharField(choices=[('bev_car', 'Battery-electric passenger cars with a VIN'), ('other_car', 'Other passenger cars'), ('bus', 'Buses'), ('motorcycle', 'Motorcycles')], max_length=10, verbose_name='class')),
                ('exported_before', models.PositiveIntegerField(verbose_name='exported in the year before')),
                ('markets', models.PositiveSmallIntegerField(verbose_name='foreign markets with service outlets')),
                ('own_brand', models.BooleanField(verbose_name='own brand')),
                ('source', models.CharField(max_length=200, verbose_name='where it is announced')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded at')),
                ('actor', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.actorrecord')),
                ('exporter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='qualifications', to='exports.exporter')),
                ('manufacturer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
            ],
            options={
                'verbose_name': 'qualification',
                'verbose_name_plural': 'qualifications',
                'ordering': ['-year', 'vehicle_class', '-recorded_at', '-id'],
            },
        ),
        migrations.AddConstraint(
            model_name='exporter',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'maker'), ('manufacturer__isnull', True), _connector='OR'), name='exporter_of_the_portal_is_maker'),
        ),
        migrations.AddConstraint(
            model_name='authorisation',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='authorisation_forward'),
        ),
        migrations.AddConstraint(
            model_name='authorisation',
            constraint=models.UniqueConstraint(condition=models.Q(('ends_on__isnull', True)), fields=('maker', 'trader', 'vehicle_class'), name='authorisation_one_standing'),
        ),
        migrations.AddIndex(
            model_name='exportrecord',
            index=models.Index(fields=['-recorded_at', '-id'], name='exportrecord_newest'),
        ),
        migrations.AddIndex(
            model_name='exportrecord',
            index=models.Index(fields=['manufacturer', '-recorded_at', '-id'], name='exportrecord_maker_newest'),
        ),
        migrations.AddIndex(
            model_name='exportrecord',
            index=models.Index(fields=['country', '-recorded_at', '-id'], name='exportrecord_country_newest'),
        ),
        migrations.AddIndex(
            model_name='exportrecord',
            index=models.Index(fields=['vin'], name='exportrecord_by_vin'),
        ),
        migrations.AddConstraint(
            model_name='exportrecord',
            constraint=models.UniqueConstraint(condition=models.Q(('supersedes__isnull', True)), fields=('vin', 'exporter', 'licence_number'), name='exportrecord_begun_once'),
        ),
        migrations.AddConstraint(
            model_name='exportrecord',
            constraint=models.CheckConstraint(condition=models.Q(('supersedes__isnull', True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='exportrecord_corrected_for_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='exportrecord',
            constraint=models.CheckConstraint(condition=models.Q(('vin__regex', '^[A-HJ-NPR-Z0-9]{17}$')), name='exportrecord_vin'),
        ),
        migrations.AddIndex(
            model_name='licence',
            index=models.Index(fields=['-registered_at', '-id'], name='licence_newest'),
        ),
        migrations.AddIndex(
            model_name='licence',
            index=models.Index(fields=['manufacturer', '-registered_at', '-id'], name='licence_maker_newest'),
        ),
        migrations.AddIndex(
            model_name='licence',
            index=models.Index(fields=['exporter', '-registered_at', '-id'], name='licence_exporter_newest'),
        ),
        migrations.AddConstraint(
            model_name='licence',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('valid_from__isnull', True), ('valid_to__isnull', True)), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='licence_days_forward'),
        ),
        migrations.AddConstraint(
            model_name='licence',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['applied', 'withdrawn']), ('valid_from__isnull', False), _connector='OR'), name='licence_verified_has_days'),
        ),
        migrations.AddConstraint(
            model_name='licencehold',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), models.Q(('ends_on__gte', models.F('begins_on')), ('for_good', False)), _connector='OR'), name='licencehold_forward'),
        ),
    ]

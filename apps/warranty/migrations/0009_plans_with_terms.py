"""Plans have terms by group of parts, are drafted and published; repairs begin a cover of their own.

The columns of the one term that a plan had stay for programs of the release before, which read them; they go with the
next one. What each plan said is written as its terms by the migration after this one.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
import django_countries.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0005_answers_to_requests'),
        ('organizations', '0005_roles_have_a_beginning'),
        ('vehicles', '0010_handovers'),
        ('warranty', '0008_limits_of_the_law_are_duties'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # Going back, what records versions would name a column that is gone; it is made again after each migration.
        migrations.RunSQL(
            migrations.RunSQL.noop, "DROP FUNCTION IF EXISTS facts.record_warranty_coverage() CASCADE"
        ),
        migrations.CreateModel(
            name='PartCover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('country', django_countries.fields.CountryField(max_length=2, verbose_name='country')),
                ('component', models.CharField(choices=[('steering', 'Steering'), ('suspension', 'Suspension'), ('service_brakes', 'Brakes'), ('parking_brake', 'Parking brake'), ('engine', 'Engine and cooling'), ('fuel_system', 'Fuel system'), ('power_train', 'Gearbox and drive'), ('high_voltage_battery', 'Drive battery'), ('drive_motor', 'Drive motor and inverter'), ('charging', 'Charging'), ('electrical', 'Electrical system and 12 V battery'), ('lighting', 'Lights'), ('visibility', 'Windows, wipers and mirrors'), ('air_bags', 'Air bags'), ('seat_belts', 'Seat belts'), ('seats', 'Seats'), ('structure', 'Body and doors'), ('speed_control', 'Speed control'), ('driver_assistance', 'Driver assistance'), ('tyres_wheels', 'Tyres and wheels'), ('infotainment', 'Screen, app and connectivity'), ('climate', 'Heating and air conditioning'), ('paint', 'Paint'), ('corrosion', 'Rust'), ('accessories', 'Accessories'), ('other', 'Other or not known')], max_length=40, verbose_name='component')),
                ('claim_number', models.CharField(max_length=20, verbose_name='claim')),
                ('starts_on', models.DateField(verbose_name='starts on')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='covered until')),
                ('kilometres', models.PositiveIntegerField(blank=True, null=True, verbose_name='up to, km')),
            ],
            options={
                'verbose_name': 'cover of a part',
                'verbose_name_plural': 'covers of parts',
                'ordering': ['starts_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='PlanDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=12, unique=True, verbose_name='number')),
                ('kept', models.JSONField(verbose_name='content')),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published'), ('withdrawn', 'Withdrawn')], default='draft', max_length=9, verbose_name='status')),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(verbose_name='drafted at')),
                ('updated_at', models.DateTimeField(verbose_name='changed at')),
            ],
            options={
                'verbose_name': 'draft of a warranty plan',
                'verbose_name_plural': 'drafts of warranty plans',
                'ordering': ['-created_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='PlanDraftEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=30)),
                ('happened_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('by_side', models.CharField(max_length=20)),
                ('by_name', models.CharField(max_length=150)),
                ('note', models.TextField(blank=True, max_length=4000)),
                ('values', models.JSONField(default=dict)),
            ],
            options={
                'verbose_name': 'event',
                'verbose_name_plural': 'events',
                'ordering': ['happened_at', 'id'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PlanTerm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('group', models.CharField(choices=[('whole_car', 'The whole car'), ('basic', 'Basic cover'), ('powertrain', 'Engine, motor and drive'), ('battery', 'Drive battery'), ('corrosion', 'Rust through the body'), ('paint', 'Paint'), ('wear', 'Wear parts'), ('accessories', 'Accessories'), ('repair_parts', 'Parts fitted in a repair')], max_length=20, verbose_name='group of parts')),
                ('months', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='months')),
                ('kilometres', models.PositiveIntegerField(blank=True, null=True, verbose_name='kilometres')),
                ('capacity_percent', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='capacity kept, %')),
            ],
            options={
                'verbose_name': 'term of a plan',
                'verbose_name_plural': 'terms of plans',
                'ordering': ['plan', 'id'],
            },
        ),
        migrations.AlterModelOptions(
            name='warrantyplan',
            options={'ordering': ['country', 'model_name', '-effective_from', 'id'], 'verbose_name': 'warranty plan', 'verbose_name_plural': 'warranty plans'},
        ),
        migrations.RemoveConstraint(
            model_name='warrantyplan',
            name='warrantyplan_once',
        ),
        migrations.AddField(
            model_name='coverage',
            name='transferred_on',
            field=models.DateField(blank=True, null=True, verbose_name='went to a next owner on'),
        ),
        migrations.AddField(
            model_name='warrantyplan',
            name='conditions',
            field=models.TextField(blank=True, db_default='', max_length=2000, verbose_name='conditions'),
        ),
        migrations.AddField(
            model_name='warrantyplan',
            name='excluded_groups',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('whole_car', 'The whole car'), ('basic', 'Basic cover'), ('powertrain', 'Engine, motor and drive'), ('battery', 'Drive battery'), ('corrosion', 'Rust through the body'), ('paint', 'Paint'), ('wear', 'Wear parts'), ('accessories', 'Accessories'), ('repair_parts', 'Parts fitted in a repair')], max_length=20), blank=True, db_default=[], default=list, size=None, verbose_name='groups left out'),
        ),
        migrations.AddField(
            model_name='warrantyplan',
            name='exclusion_words',
            field=models.TextField(blank=True, db_default='', max_length=2000, verbose_name='exclusions in words'),
        ),
        migrations.AddField(
            model_name='warrantyplan',
            name='exclusions',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('wear', 'Normal wear and consumables'), ('misuse', 'Misuse, racing and overloading'), ('accident', 'Accidents, fire, water and stones'), ('changes', 'Changes to the car that the maker did not allow'), ('other_parts', "Damage by parts that are not the maker's"), ('no_service', 'Damage because the service was not kept'), ('hire', 'Use as a taxi or for hire'), ('odometer', 'An odometer that was turned back')], max_length=20), blank=True, db_default=[], default=list, size=None, verbose_name='exclusions'),
        ),
        migrations.AddField(
            model_name='warrantyplan',
            name='model_name',
            field=models.CharField(blank=True, db_default='', max_length=100, verbose_name='model'),
        ),
        migrations.AddField(
            model_name='warrantyplan',
            name='moved',
            field=models.JSONField(blank=True, db_default={}, default=dict, verbose_name='parts in another group'),
        ),
        migrations.AddField(
            model_name='warrantyplan',
            name='number',
            field=models.CharField(db_default=models.Func(function='random', output_field=models.CharField(max_length=12), template="'W-' || upper(substr(md5(%(function)s()::text), 1, 10))"), max_length=12, unique=True, verbose_name='number'),
        ),
        migrations.AddField(
            model_name='warrantyplan',
            name='published_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='published at'),
        ),
        migrations.AddField(
            model_name='warrantyplan',
            name='service_kilometres',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='service every, km'),
        ),
        migrations.AddField(
            model_name='warrantyplan',
            name='service_months',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='service every, months'),
        ),
        migrations.AddField(
            model_name='warrantyplan',
            name='sold_until',
            field=models.DateField(blank=True, null=True, verbose_name='for cars delivered until'),
        ),
        migrations.AddField(
            model_name='warrantyplan',
            name='transferable',
            field=models.BooleanField(db_default=True, verbose_name='goes to the next owner'),
        ),
        migrations.AlterField(
            model_name='coverage',
            name='ends_on',
            field=models.DateField(blank=True, null=True, verbose_name='covered until'),
        ),
        migrations.AddIndex(
            model_name='warrantyplan',
            index=models.Index(fields=['-effective_from', '-id'], name='warrantyplan_newest'),
        ),
        migrations.AddIndex(
            model_name='warrantyplan',
            index=models.Index(fields=['manufacturer', '-effective_from', '-id'], name='warrantyplan_maker_newest'),
        ),
        migrations.AddConstraint(
            model_name='warrantyplan',
            constraint=models.UniqueConstraint(fields=('manufacturer', 'country', 'model_name', 'effective_from'), name='warrantyplan_once_a_day', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='warrantyplan',
            constraint=models.CheckConstraint(condition=models.Q(('sold_until__isnull', True), ('sold_until__gte', models.F('effective_from')), _connector='OR'), name='warrantyplan_forward'),
        ),
        migrations.AddField(
            model_name='partcover',
            name='dealer',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization'),
        ),
        migrations.AddField(
            model_name='partcover',
            name='manufacturer',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization'),
        ),
        migrations.AddField(
            model_name='partcover',
            name='owner',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='partcover',
            name='plan',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='warranty.warrantyplan'),
        ),
        migrations.AddField(
            model_name='partcover',
            name='vehicle',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='part_covers', to='vehicles.vehicle'),
        ),
        migrations.AddField(
            model_name='plandraft',
            name='made',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='draft', to='warranty.warrantyplan', verbose_name='made'),
        ),
        migrations.AddField(
            model_name='plandraft',
            name='manufacturer',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization'),
        ),
        migrations.AddField(
            model_name='plandraftevent',
            name='actor',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.actorrecord'),
        ),
        migrations.AddField(
            model_name='plandraftevent',
            name='manufacturer',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization'),
        ),
        migrations.AddField(
            model_name='plandraftevent',
            name='plan',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='warranty.plandraft'),
        ),
        migrations.AddField(
            model_name='planterm',
            name='manufacturer',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization'),
        ),
        migrations.AddField(
            model_name='planterm',
            name='plan',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='terms', to='warranty.warrantyplan'),
        ),
        migrations.AddIndex(
            model_name='partcover',
            index=models.Index(fields=['vehicle', 'component'], name='partcover_vehicle'),
        ),
        migrations.AddConstraint(
            model_name='partcover',
            constraint=models.UniqueConstraint(fields=('claim_number', 'starts_on'), name='partcover_once'),
        ),
        migrations.AddIndex(
            model_name='plandraft',
            index=models.Index(fields=['manufacturer', '-created_at', '-id'], name='plandraft_maker_newest'),
        ),
        migrations.AddConstraint(
            model_name='planterm',
            constraint=models.UniqueConstraint(fields=('plan', 'group'), name='planterm_once'),
        ),
        migrations.AddConstraint(
            model_name='planterm',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kilometres__isnull', True), ('months__gt', 0)), models.Q(('kilometres__gt', 0), ('months__isnull', True)), models.Q(('kilometres__gt', 0), ('months__gt', 0)), _connector='OR'), name='planterm_ends_somewhere'),
        ),
        migrations.AddConstraint(
            model_name='planterm',
            constraint=models.CheckConstraint(condition=models.Q(('capacity_percent__isnull', True), models.Q(('capacity_percent__gte', 1), ('capacity_percent__lte', 100), ('group', 'battery')), _connector='OR'), name='planterm_capacity_of_batteries'),
        ),
    ]

"""Recalls as cases, the cars of each, what became of them, and whom the portal told."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django_countries.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0005_answers_to_requests'),
        ('exports', '0006_confirmation_letters'),
        ('organizations', '0005_roles_have_a_beginning'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Recall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=12, unique=True, verbose_name='number')),
                ('reference', models.CharField(max_length=40, verbose_name='reference')),
                ('country', django_countries.fields.CountryField(blank=True, max_length=2, verbose_name='holds in')),
                ('instrument', models.CharField(blank=True, max_length=200, verbose_name='legal basis')),
                ('kind', models.CharField(choices=[('safety', 'Safety recall'), ('service', 'Service campaign')], max_length=7, verbose_name='kind')),
                ('title', models.CharField(max_length=150, verbose_name='title')),
                ('defect', models.TextField(max_length=2000, verbose_name='what is wrong')),
                ('hazard', models.CharField(choices=[('fire', 'The car may catch fire'), ('shock', 'Somebody may get an electric shock'), ('control', 'The driver may lose control of the car'), ('brakes', 'The car may brake badly or not at all'), ('stop', 'The car may stop while it is driven'), ('injury', 'People in the car may not be protected in an accident'), ('emissions', 'The car may pollute more than the law allows'), ('other', 'Another danger, described below'), ('none', 'No danger')], max_length=9, verbose_name='danger')),
                ('risk', models.TextField(max_length=2000, verbose_name='what may happen')),
                ('remedy', models.TextField(max_length=2000, verbose_name='remedy')),
                ('advice', models.CharField(choices=[('drive', 'The car may be driven until it is repaired'), ('outside', 'Park outside, away from buildings, until the car is repaired'), ('no_charging', 'Do not charge the car above 80 % until it is repaired'), ('stand', 'Do not drive the car until it is repaired')], max_length=11, verbose_name='until then')),
                ('part_numbers', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None, verbose_name='part numbers')),
                ('status', models.CharField(choices=[('drafted', 'Draft'), ('ordered', 'Ordered: waits for the manufacturer'), ('objected', 'Objection waits to be decided'), ('confirmed', 'Order confirmed'), ('accepted', 'Order accepted'), ('published', 'Published'), ('closed', 'Closed'), ('withdrawn', 'Withdrawn')], default='drafted', max_length=9, verbose_name='status')),
                ('version', models.PositiveIntegerField(default=1)),
                ('began_at', models.DateTimeField(verbose_name='on record since')),
                ('published_at', models.DateTimeField(null=True, verbose_name='published at')),
                ('closed_at', models.DateTimeField(null=True, verbose_name='closed at')),
                ('manufacturer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('ordered_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
            ],
            options={
                'verbose_name': 'recall',
                'verbose_name_plural': 'recalls',
                'ordering': ['-began_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='RecallCar',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('country', django_countries.fields.CountryField(blank=True, max_length=2, verbose_name='country')),
                ('vin', models.CharField(max_length=17, validators=[django.core.validators.MinLengthValidator(17)], verbose_name='VIN')),
                ('added_at', models.DateTimeField(verbose_name='on the list since')),
                ('manufacturer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('recall', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='cars', to='exports.recall')),
            ],
            options={
                'verbose_name': 'car of a recall',
                'verbose_name_plural': 'cars of recalls',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='RecallCountry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('country', django_countries.fields.CountryField(max_length=2, verbose_name='country')),
                ('since', models.DateTimeField(verbose_name='since')),
                ('manufacturer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('recall', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='countries', to='exports.recall')),
            ],
            options={
                'verbose_name': 'country of a recall',
                'verbose_name_plural': 'countries of recalls',
                'ordering': ['country', 'id'],
            },
        ),
        migrations.CreateModel(
            name='RecallEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=30)),
                ('happened_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('by_side', models.CharField(max_length=20)),
                ('by_name', models.CharField(max_length=150)),
                ('note', models.TextField(blank=True, max_length=4000)),
                ('values', models.JSONField(default=dict)),
                ('country', django_countries.fields.CountryField(blank=True, max_length=2, verbose_name='country')),
                ('actor', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.actorrecord')),
                ('manufacturer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('recall', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='exports.recall')),
            ],
            options={
                'verbose_name': 'event',
                'verbose_name_plural': 'events',
                'ordering': ['happened_at', 'id'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RecallMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('country', django_countries.fields.CountryField(blank=True, max_length=2, verbose_name='country')),
                ('kind', models.CharField(choices=[('booked', 'Booked'), ('remedied', 'Remedied'), ('not_applicable', 'Not applicable')], max_length=14, verbose_name='state')),
                ('ground', models.CharField(blank=True, choices=[('scrapped', 'Scrapped'), ('stolen', 'Stolen and not found'), ('not_affected', 'Looked at: it has not the parts concerned'), ('earlier', 'The remedy was there from the factory')], max_length=12, verbose_name='grounds')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='how it is known')),
                ('claim_number', models.CharField(blank=True, max_length=20, verbose_name='claim')),
                ('happened_on', models.DateField(verbose_name='day')),
                ('marked_at', models.DateTimeField(verbose_name='recorded at')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='ended at')),
                ('ended_by', models.CharField(blank=True, max_length=150, verbose_name='ended by')),
                ('actor', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.actorrecord')),
                ('car', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='marks', to='exports.recallcar')),
                ('manufacturer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('recall', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='marks', to='exports.recall')),
            ],
            options={
                'verbose_name': 'state of a car in a recall',
                'verbose_name_plural': 'states of cars in recalls',
                'ordering': ['marked_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='RecallTold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('country', django_countries.fields.CountryField(blank=True, max_length=2, verbose_name='country')),
                ('told_at', models.DateTimeField(verbose_name='told at')),
                ('car', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='told', to='exports.recallcar')),
                ('manufacturer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('recall', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='told', to='exports.recall')),
            ],
            options={
                'verbose_name': 'owner told of a recall',
                'verbose_name_plural': 'owners told of recalls',
                'ordering': ['told_at', 'id'],
            },
        ),
        migrations.AddIndex(
            model_name='recall',
            index=models.Index(fields=['-began_at', '-id'], name='recall_newest'),
        ),
        migrations.AddIndex(
            model_name='recall',
            index=models.Index(fields=['manufacturer', '-began_at', '-id'], name='recall_maker_newest'),
        ),
        migrations.AddConstraint(
            model_name='recall',
            constraint=models.UniqueConstraint(condition=models.Q(('ordered_by__isnull', True), models.Q(('status', 'withdrawn'), _negated=True)), fields=('manufacturer', 'reference'), name='recall_once'),
        ),
        migrations.AddConstraint(
            model_name='recall',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'withdrawn'), _negated=True), fields=('ordered_by', 'manufacturer', 'reference'), name='recall_ordered_once'),
        ),
        migrations.AddConstraint(
            model_name='recall',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['published', 'closed']), _negated=True), ('published_at__isnull', False), _connector='OR'), name='recall_published_has_its_moment'),
        ),
        migrations.AddIndex(
            model_name='recallcar',
            index=models.Index(fields=['recall', 'id'], name='recallcar_list'),
        ),
        migrations.AddIndex(
            model_name='recallcar',
            index=models.Index(fields=['recall', 'country', 'id'], name='recallcar_country_list'),
        ),
        migrations.AddIndex(
            model_name='recallcar',
            index=models.Index(fields=['vin'], name='recallcar_by_vin'),
        ),
        migrations.AddConstraint(
            model_name='recallcar',
            constraint=models.UniqueConstraint(fields=('recall', 'vin'), name='recallcar_once'),
        ),
        migrations.AddConstraint(
            model_name='recallcar',
            constraint=models.CheckConstraint(condition=models.Q(('vin__regex', '^[A-HJ-NPR-Z0-9]{17}$')), name='recallcar_vin'),
        ),
        migrations.AddIndex(
            model_name='recallcountry',
            index=models.Index(fields=['country', 'recall'], name='recallcountry_by_country'),
        ),
        migrations.AddConstraint(
            model_name='recallcountry',
            constraint=models.UniqueConstraint(fields=('recall', 'country'), name='recallcountry_once'),
        ),
        migrations.AddIndex(
            model_name='recallmark',
            index=models.Index(fields=['recall', 'kind', 'marked_at'], name='recallmark_by_day'),
        ),
        migrations.AddIndex(
            model_name='recallmark',
            index=models.Index(fields=['car', 'marked_at'], name='recallmark_of_car'),
        ),
        migrations.AddConstraint(
            model_name='recallmark',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True), ('kind__in', ['remedied', 'not_applicable'])), fields=('car',), name='recallmark_one_outcome'),
        ),
        migrations.AddConstraint(
            model_name='recallmark',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True), ('kind', 'booked')), fields=('car',), name='recallmark_booked_once'),
        ),
        migrations.AddConstraint(
            model_name='recallmark',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'not_applicable'), _negated=True), models.Q(models.Q(('ground', ''), _negated=True), models.Q(('note', ''), _negated=True)), _connector='OR'), name='recallmark_has_grounds'),
        ),
        migrations.AddConstraint(
            model_name='recallmark',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('marked_at')), _connector='OR'), name='recallmark_forward'),
        ),
        migrations.AddIndex(
            model_name='recalltold',
            index=models.Index(fields=['recall', 'told_at'], name='recalltold_by_day'),
        ),
        migrations.AddConstraint(
            model_name='recalltold',
            constraint=models.UniqueConstraint(fields=('car', 'owner'), name='recalltold_once'),
        ),
    ]

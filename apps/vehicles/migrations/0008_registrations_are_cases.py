"""Registrations become cases: number, state, proof, events and papers; 0009 fills them."""

import django.db.models.deletion
import django_countries.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0005_answers_to_requests'),
        ('organizations', '0005_roles_have_a_beginning'),
        ('vehicles', '0007_models_by_name'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RegistrationEvent',
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
            ],
            options={
                'verbose_name': 'event',
                'verbose_name_plural': 'events',
                'ordering': ['happened_at', 'id'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RegistrationPaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('country', django_countries.fields.CountryField(max_length=2, verbose_name='country')),
                ('kind', models.CharField(choices=[('invoice', 'Purchase invoice or contract'), ('certificate', 'Registration certificate'), ('customs', 'Customs paper'), ('other', 'Another paper')], max_length=11, verbose_name='kind')),
                ('name', models.CharField(max_length=200, verbose_name='file')),
                ('sent_at', models.DateTimeField(verbose_name='sent at')),
            ],
            options={
                'verbose_name': 'paper of a registration',
                'verbose_name_plural': 'papers of registrations',
                'ordering': ['sent_at', 'id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='registration',
            name='registration_one_current',
        ),
        migrations.AddField(
            model_name='registration',
            name='answer_by',
            field=models.DateTimeField(blank=True, null=True, verbose_name='answer by'),
        ),
        migrations.AddField(
            model_name='registration',
            name='answered_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='answered at'),
        ),
        migrations.AddField(
            model_name='registration',
            name='number',
            field=models.CharField(db_default=models.Func(function='random', output_field=models.CharField(max_length=12), template="'V-' || upper(substr(md5(%(function)s()::text), 1, 10))"), max_length=12, verbose_name='number'),
        ),
        migrations.AddField(
            model_name='registration',
            name='status',
            field=models.CharField(choices=[('unverified', 'Not verified'), ('proof_sent', 'Papers wait to be looked at'), ('verified', 'Verified'), ('contesting', 'Contested'), ('ended', 'Registration ended'), ('refused', 'Contest refused'), ('withdrawn', 'Contest withdrawn')], db_default='unverified', default='unverified', max_length=10, verbose_name='status'),
        ),
        migrations.AddField(
            model_name='registration',
            name='verified_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='verified at'),
        ),
        migrations.AddField(
            model_name='registration',
            name='verified_by',
            field=models.CharField(blank=True, choices=[('record', "The manufacturer's record of export"), ('papers', 'Papers'), ('car', 'The car itself: the VIN on its plate')], db_default='', max_length=6, verbose_name='verified by'),
        ),
        migrations.AddField(
            model_name='registration',
            name='version',
            field=models.PositiveIntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name='registration',
            name='vin',
            field=models.CharField(db_default='', max_length=17, verbose_name='VIN'),
        ),
        migrations.AddIndex(
            model_name='registration',
            index=models.Index(condition=models.Q(('status__in', ('proof_sent', 'contesting'))), fields=['dealer', 'registered_at', 'id'], name='registration_dealer_waits'),
        ),
        migrations.AddIndex(
            model_name='registration',
            index=models.Index(condition=models.Q(('status__in', ('proof_sent', 'contesting'))), fields=['registered_at', 'id'], name='registration_waits'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None), ('status__in', ('unverified', 'proof_sent', 'verified'))), fields=('vehicle',), name='registration_one_current'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'contesting')), fields=('vehicle', 'owner'), name='registration_contested_once'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'verified'), _negated=True), ('verified_at__isnull', False), _connector='OR'), name='registration_verified_by_something'),
        ),
        migrations.AddField(
            model_name='registrationevent',
            name='actor',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.actorrecord'),
        ),
        migrations.AddField(
            model_name='registrationevent',
            name='dealer',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization'),
        ),
        migrations.AddField(
            model_name='registrationevent',
            name='manufacturer',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization'),
        ),
        migrations.AddField(
            model_name='registrationevent',
            name='owner',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='registrationevent',
            name='registration',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='vehicles.registration'),
        ),
        migrations.AddField(
            model_name='registrationpaper',
            name='dealer',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization'),
        ),
        migrations.AddField(
            model_name='registrationpaper',
            name='document',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.document'),
        ),
        migrations.AddField(
            model_name='registrationpaper',
            name='manufacturer',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization'),
        ),
        migrations.AddField(
            model_name='registrationpaper',
            name='owner',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='registrationpaper',
            name='registration',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='vehicles.registration'),
        ),
    ]

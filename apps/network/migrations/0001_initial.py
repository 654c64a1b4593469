"""Invitations, and the events of invitations, memberships and appointments."""

import django.db.models.deletion
import django_countries.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('casework', '0004_emptied_by_age'),
        ('organizations', '0003_memberships_are_facts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AppointmentEvent',
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
                ('appointment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='organizations.appointment')),
                ('dealer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('manufacturer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
            ],
            options={
                'verbose_name': 'event',
                'verbose_name_plural': 'events',
                'ordering': ['happened_at', 'id'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=12, unique=True, verbose_name='number')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail address')),
                ('role', models.CharField(choices=[('admin', 'Administrator'), ('staff', 'Staff'), ('viewer', 'Viewer')], max_length=12, verbose_name='role')),
                ('language', models.CharField(max_length=12, verbose_name='language')),
                ('status', models.CharField(choices=[('open', 'Open'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn'), ('expired', 'Expired')], default='open', max_length=9, verbose_name='status')),
                ('version', models.PositiveIntegerField(default=1)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('by_name', models.CharField(max_length=150, verbose_name='invited by')),
                ('created_at', models.DateTimeField(verbose_name='invited at')),
                ('expires_at', models.DateTimeField(verbose_name='open until')),
                ('invitee', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
            ],
            options={
                'verbose_name': 'invitation',
                'verbose_name_plural': 'invitations',
                'ordering': ['-created_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='InvitationEvent',
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
                ('invitation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='network.invitation')),
                ('invitee', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
            ],
            options={
                'verbose_name': 'event',
                'verbose_name_plural': 'events',
                'ordering': ['happened_at', 'id'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='MembershipEvent',
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
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='organizations.membership')),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'event',
                'verbose_name_plural': 'events',
                'ordering': ['happened_at', 'id'],
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='invitation',
            index=models.Index(fields=['organization', '-created_at', '-id'], name='invitation_newest'),
        ),
        migrations.AddIndex(
            model_name='invitation',
            index=models.Index(fields=['invitee', '-created_at', '-id'], name='invitation_invitee'),
        ),
        migrations.AddIndex(
            model_name='invitation',
            index=models.Index(condition=models.Q(('status', 'open')), fields=['email'], name='invitation_address'),
        ),
        migrations.AddIndex(
            model_name='invitation',
            index=models.Index(condition=models.Q(('status', 'open')), fields=['expires_at'], name='invitation_age'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'open')), fields=('organization', 'email'), name='invitation_one_open'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('created_at'))), name='invitation_forward'),
        ),
    ]

"""What a manufacturer expects of a part, and what lines were given when it was scarce."""

import django.db.models.deletion
import django_countries.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0005_answers_to_requests'),
        ('organizations', '0005_roles_have_a_beginning'),
        ('parts', '0016_promises_have_reasons'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Allocation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('country', django_countries.fields.CountryField(max_length=2, verbose_name='country')),
                ('quantity', models.PositiveIntegerField(verbose_name='quantity')),
                ('wanted', models.PositiveIntegerField(verbose_name='ordered')),
                ('available', models.PositiveIntegerField(verbose_name='there were')),
                ('place', models.PositiveIntegerField(verbose_name='place')),
                ('rule', models.CharField(choices=[('vor', 'A car stands still'), ('due', 'Due first'), ('share', 'Share of what is left')], max_length=5, verbose_name='rule')),
                ('made_at', models.DateTimeField(verbose_name='shared out at')),
                ('request_key', models.CharField(max_length=64)),
                ('actor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.actorrecord')),
                ('dealer', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('line', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='allocations', to='parts.orderline')),
                ('manufacturer', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('owner', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'allocation',
                'verbose_name_plural': 'allocations',
                'ordering': ['made_at', 'id'],
                'constraints': [models.UniqueConstraint(fields=('line', 'request_key'), name='allocation_sent_once')],
            },
        ),
        migrations.CreateModel(
            name='PlannedReceipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.PositiveIntegerField(verbose_name='quantity')),
                ('expected_on', models.DateField(verbose_name='expected on')),
                ('reference', models.CharField(blank=True, max_length=60, verbose_name='reference')),
                ('planned_at', models.DateTimeField(verbose_name='planned at')),
                ('request_key', models.CharField(max_length=64)),
                ('actor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.actorrecord')),
                ('manufacturer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('part', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='parts.part')),
                ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='parts.plannedreceipt')),
            ],
            options={
                'verbose_name': 'planned receipt',
                'verbose_name_plural': 'planned receipts',
                'ordering': ['expected_on', 'id'],
                'indexes': [models.Index(fields=['part', 'expected_on', 'id'], name='plannedreceipt_part')],
                'constraints': [models.UniqueConstraint(fields=('manufacturer', 'request_key'), name='plannedreceipt_sent_once')],
            },
        ),
    ]

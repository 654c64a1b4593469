"""A dealer asks another for parts; what it was promised is kept for it as for a repair."""

import django.db.models.deletion
import django_countries.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0005_answers_to_requests'),
        ('organizations', '0005_roles_have_a_beginning'),
        ('parts', '0025_dealers_reference'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # Going back, what records versions would name a column that is gone; it is made again after each migration.
        migrations.RunSQL(migrations.RunSQL.noop, "DROP FUNCTION IF EXISTS facts.record_parts_reservation() CASCADE"),
        migrations.CreateModel(
            name='PartRequestEvent',
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
        migrations.AlterField(
            model_name='reservation',
            name='claim_number',
            field=models.CharField(blank=True, max_length=20, verbose_name='for claim'),
        ),
        migrations.AlterField(
            model_name='stockmovement',
            name='kind',
            field=models.CharField(choices=[('receipt', 'Receipt'), ('issue', 'Issue'), ('sale', 'Sale over the counter'), ('return', 'Brought back'), ('count', 'Stock count'), ('scrap', 'Scrapped'), ('put', 'Put into another bin'), ('aside', 'Into quarantine'), ('cleared', 'Out of quarantine'), ('sent', 'Sent to another point'), ('came', 'Came from another point'), ('over', 'Came over, not ordered'), ('overback', 'Sent back, was not ordered'), ('todealer', 'Sent to another dealer'), ('ofdealer', 'Came from another dealer')], max_length=8, verbose_name='kind'),
        ),
        migrations.CreateModel(
            name='PartRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('country', django_countries.fields.CountryField(max_length=2, verbose_name='country')),
                ('number', models.CharField(max_length=12, unique=True, verbose_name='number')),
                ('quantity', models.PositiveIntegerField(verbose_name='asked for')),
                ('claim_number', models.CharField(blank=True, max_length=20, verbose_name='for claim')),
                ('off_road', models.BooleanField(default=False, verbose_name='vehicle off road')),
                ('price_wished', models.DecimalField(blank=True, decimal_places=3, max_digits=18, null=True, verbose_name='price it would pay')),
                ('currency_wished', models.CharField(blank=True, max_length=3, verbose_name='currency')),
                ('status', models.CharField(choices=[('asked', 'Asked'), ('offered', 'Offered'), ('accepted', 'Accepted, to be sent'), ('sent', 'On its way'), ('short', 'Some did not come'), ('received', 'Received'), ('settled', 'Missing pieces settled'), ('refused', 'Refused'), ('withdrawn', 'Withdrawn'), ('lapsed', 'Lapsed')], default='asked', max_length=9, verbose_name='status')),
                ('version', models.PositiveIntegerField(default=1)),
                ('asked_at', models.DateTimeField(verbose_name='asked at')),
                ('due_at', models.DateTimeField(blank=True, null=True, verbose_name='due')),
                ('request_key', models.CharField(max_length=64)),
                ('offered', models.PositiveIntegerField(blank=True, null=True, verbose_name='offered')),
                ('price', models.DecimalField(blank=True, decimal_places=3, max_digits=18, null=True, verbose_name='price of a piece')),
                ('currency', models.CharField(blank=True, max_length=3, verbose_name='currency')),
                ('send_by', models.DateField(blank=True, null=True, verbose_name='sent by')),
                ('sent', models.PositiveIntegerField(default=0, verbose_name='sent')),
                ('received', models.PositiveIntegerField(default=0, verbose_name='received')),
                ('carrier', models.CharField(blank=True, max_length=60, verbose_name='carrier')),
                ('tracking', models.CharField(blank=True, max_length=60, verbose_name='consignment number')),
                ('expected_on', models.DateField(blank=True, null=True, verbose_name='expected on')),
                ('dealer', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('manufacturer', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('owner', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('part', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parts.part', verbose_name='part')),
                ('point', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.servicepoint', verbose_name='to service point')),
                ('supplier', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization', verbose_name='asked dealer')),
                ('way', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parts.bin')),
            ],
            options={
                'verbose_name': 'request between dealers',
                'verbose_name_plural': 'requests between dealers',
                'ordering': ['-asked_at', '-id'],
            },
        ),
        migrations.AddField(
            model_name='reservation',
            name='partrequest',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reservations', to='parts.partrequest', verbose_name='request between dealers'),
        ),
        migrations.AddIndex(
            model_name='reservation',
            index=models.Index(condition=models.Q(('partrequest__isnull', False)), fields=['partrequest'], name='reservation_partrequest'),
        ),
        migrations.AddConstraint(
            model_name='reservation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('claim_number', ''), _negated=True), ('partrequest__isnull', False), _connector='OR'), name='reservation_of_somebody'),
        ),
        migrations.AddField(
            model_name='partrequestevent',
            name='actor',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.actorrecord'),
        ),
        migrations.AddField(
            model_name='partrequestevent',
            name='dealer',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization'),
        ),
        migrations.AddField(
            model_name='partrequestevent',
            name='manufacturer',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization'),
        ),
        migrations.AddField(
            model_name='partrequestevent',
            name='owner',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='partrequestevent',
            name='partrequest',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='parts.partrequest'),
        ),
        migrations.AddField(
            model_name='partrequestevent',
            name='supplier',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization'),
        ),
        migrations.AddIndex(
            model_name='partrequest',
            index=models.Index(fields=['dealer', '-asked_at', '-id'], name='partrequest_by_us'),
        ),
        migrations.AddIndex(
            model_name='partrequest',
            index=models.Index(fields=['supplier', '-asked_at', '-id'], name='partrequest_of_us'),
        ),
        migrations.AddIndex(
            model_name='partrequest',
            index=models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='partrequest_due'),
        ),
        migrations.AddConstraint(
            model_name='partrequest',
            constraint=models.UniqueConstraint(fields=('dealer', 'request_key'), name='partrequest_asked_once'),
        ),
        migrations.AddConstraint(
            model_name='partrequest',
            constraint=models.CheckConstraint(condition=models.Q(('dealer', models.F('supplier')), _negated=True), name='partrequest_of_another'),
        ),
        migrations.AddConstraint(
            model_name='partrequest',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gt', 0), ('received__lte', models.F('sent'))), name='partrequest_no_more_than_sent'),
        ),
        migrations.AddConstraint(
            model_name='partrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('offered', None), ('sent', 0)), models.Q(('offered__gt', 0), ('offered__lte', models.F('quantity')), ('sent__lte', models.F('offered'))), _connector='OR'), name='partrequest_no_more_than_offered'),
        ),
        migrations.AddIndex(
            model_name='partrequestevent',
            index=models.Index(fields=['partrequest', 'happened_at', 'id'], name='partrequestevent_timeline'),
        ),
    ]

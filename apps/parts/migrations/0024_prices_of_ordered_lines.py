"""What a piece of an ordered line costs: expected, and confirmed."""

import django.db.models.deletion
import django_countries.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0005_answers_to_requests'),
        ('organizations', '0005_roles_have_a_beginning'),
        ('parts', '0023_receipts_otherwise_than_sent'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='LinePrice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('country', django_countries.fields.CountryField(max_length=2, verbose_name='country')),
                ('basis', models.CharField(choices=[('expected', "The catalogue's when it was ordered"), ('confirmed', 'Confirmed')], max_length=9, verbose_name='basis')),
                ('amount', models.DecimalField(decimal_places=3, max_digits=18, verbose_name='price of one unit')),
                ('currency', models.CharField(max_length=3, verbose_name='currency')),
                ('reason', models.CharField(blank=True, choices=[('list', 'The price list has changed since'), ('freight', 'Freight or insurance'), ('exchange', 'Rate of exchange'), ('agreed', 'Agreed with the dealer'), ('other', 'Other reason')], max_length=8, verbose_name='reason')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
                ('said_at', models.DateTimeField(verbose_name='said at')),
                ('actor', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.actorrecord')),
                ('dealer', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='prices', to='parts.orderline')),
                ('manufacturer', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('owner', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('part', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parts.part')),
            ],
            options={
                'verbose_name': 'price of an order line',
                'verbose_name_plural': 'prices of order lines',
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='lineprice_above_nothing')],
            },
        ),
    ]

"""What came over, and files beside reports and consignments."""

import django.db.models.deletion
import django_countries.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0005_answers_to_requests'),
        ('organizations', '0005_roles_have_a_beginning'),
        ('parts', '0022_one_index_of_names'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='deliveryproblem',
            name='would_keep',
            field=models.BooleanField(db_default=False, default=False, verbose_name='the dealer would keep them'),
        ),
        migrations.AlterField(
            model_name='deliveryproblem',
            name='kind',
            field=models.CharField(choices=[('lost', 'Lost on the way'), ('short', 'Fewer in the box than sent'), ('damaged', 'Damaged'), ('wrong', 'Another part than ordered'), ('over', 'More than was sent')], max_length=7, verbose_name='what is wrong'),
        ),
        migrations.AlterField(
            model_name='orderline',
            name='status',
            field=models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Submitted'), ('confirmed', 'Confirmed'), ('dispatched', 'Dispatched'), ('delivered', 'Delivered'), ('received', 'Received'), ('reported', 'Reported'), ('contested', 'Contested'), ('over', 'More than was sent'), ('send_back', 'To be sent back'), ('sent_back', 'Sent back'), ('cancelled', 'Cancelled')], default='draft', max_length=10, verbose_name='status'),
        ),
        migrations.AlterField(
            model_name='partsorder',
            name='status',
            field=models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Submitted'), ('confirmed', 'Confirmed'), ('dispatched', 'Dispatched'), ('delivered', 'Delivered'), ('received', 'Received'), ('reported', 'Reported'), ('contested', 'Contested'), ('over', 'More than was sent'), ('send_back', 'To be sent back'), ('sent_back', 'Sent back'), ('cancelled', 'Cancelled')], default='draft', max_length=10, verbose_name='status'),
        ),
        migrations.AlterField(
            model_name='stockmovement',
            name='kind',
            field=models.CharField(choices=[('receipt', 'Receipt'), ('issue', 'Issue'), ('sale', 'Sale over the counter'), ('return', 'Brought back'), ('count', 'Stock count'), ('scrap', 'Scrapped'), ('put', 'Put into another bin'), ('aside', 'Into quarantine'), ('cleared', 'Out of quarantine'), ('sent', 'Sent to another point'), ('came', 'Came from another point'), ('over', 'Came over, not ordered'), ('overback', 'Sent back, was not ordered')], max_length=8, verbose_name='kind'),
        ),
        migrations.CreateModel(
            name='OrderPaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('country', django_countries.fields.CountryField(max_length=2, verbose_name='country')),
                ('kind', models.CharField(choices=[('photo', 'Photo'), ('waybill', 'Waybill'), ('invoice', 'Invoice'), ('packing', 'Packing list'), ('customs', 'Customs declaration'), ('other', 'Other paper')], max_length=7, verbose_name='kind')),
                ('name', models.CharField(max_length=200, verbose_name='file')),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.PositiveIntegerField(verbose_name='size, bytes')),
                ('media_type', models.CharField(max_length=100)),
                ('added_at', models.DateTimeField(verbose_name='added at')),
                ('actor', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.actorrecord')),
                ('consignment', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='parts.consignment')),
                ('dealer', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('document', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.document')),
                ('line', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='parts.orderline')),
                ('manufacturer', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='parts.partsorder')),
                ('owner', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'paper of an order',
                'verbose_name_plural': 'papers of orders',
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('consignment__isnull', False), ('line__isnull', True)), models.Q(('consignment__isnull', True), ('line__isnull', False)), _connector='OR'), name='orderpaper_of_one_thing'), models.UniqueConstraint(fields=('line', 'sha256'), name='orderpaper_line_once'), models.UniqueConstraint(fields=('consignment', 'sha256'), name='orderpaper_consignment_once')],
            },
        ),
    ]

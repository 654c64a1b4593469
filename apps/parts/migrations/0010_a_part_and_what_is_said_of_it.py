"""What a part is, what it fits, costs and is replaced by; every version of a part is kept from now on."""

import apps.core.db.pieces
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
import django_countries.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0005_answers_to_requests'),
        ('organizations', '0005_roles_have_a_beginning'),
        ('parts', '0009_component_of_a_part'),
    ]

    operations = [
        # Going back, what records versions would name columns that are gone; it is made again after each migration.
        migrations.RunSQL(migrations.RunSQL.noop, "DROP FUNCTION IF EXISTS facts.record_parts_part() CASCADE"),
        migrations.CreateModel(
            name='Fitting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('model_name', models.CharField(max_length=100, verbose_name='model')),
                ('year_from', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='from model year')),
                ('year_to', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='to model year')),
                ('plant', models.CharField(blank=True, max_length=1, verbose_name='plant')),
                ('vin_from', models.CharField(blank=True, max_length=17, verbose_name='from VIN')),
                ('vin_to', models.CharField(blank=True, max_length=17, verbose_name='to VIN')),
            ],
            options={
                'verbose_name': 'fitting',
                'verbose_name_plural': 'fittings',
                'ordering': ['model_name', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Interchange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('maker', models.CharField(max_length=80, verbose_name='other maker')),
                ('number', models.CharField(max_length=40, verbose_name='number there')),
                ('bare', models.GeneratedField(db_persist=True, expression=models.Func(models.F('number'), models.Value('[^0-9A-Z]'), models.Value(''), models.Value('g'), function='regexp_replace'), output_field=models.CharField(db_collation='C', max_length=40))),
            ],
            options={
                'verbose_name': 'number of another maker',
                'verbose_name_plural': 'numbers of other makers',
                'ordering': ['maker', 'number', 'id'],
            },
        ),
        migrations.CreateModel(
            name='PartPhoto',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('file', models.CharField(max_length=200)),
                ('sha256', models.CharField(max_length=64)),
                ('width', models.PositiveSmallIntegerField()),
                ('height', models.PositiveSmallIntegerField()),
                ('size', models.PositiveIntegerField()),
            ],
            options={
                'verbose_name': 'photo of a part',
                'verbose_name_plural': 'photos of parts',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='PartPrice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('market', django_countries.fields.CountryField(blank=True, max_length=2, verbose_name='market')),
                ('currency', models.CharField(max_length=3, verbose_name='currency')),
                ('amount', models.DecimalField(decimal_places=3, max_digits=18, verbose_name='price')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='valid until')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded at')),
            ],
            options={
                'verbose_name': 'price of a part',
                'verbose_name_plural': 'prices of parts',
                'ordering': ['market', 'currency', '-valid_from', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Supersession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('kind', models.CharField(choices=[('one_way', 'The new part replaces the old one'), ('two_way', 'Each can replace the other'), ('split', 'Several parts together replace one'), ('kit', 'One kit replaces several parts')], max_length=7, verbose_name='how it is replaced')),
                ('quantity', models.PositiveSmallIntegerField(default=1, verbose_name='quantity for one')),
                ('stock', models.CharField(choices=[('use_first', 'What is in stock is used up first'), ('obsolete', 'The old part is not supplied any more')], max_length=9, verbose_name='what becomes of the old part')),
                ('starts_on', models.DateField(verbose_name='from')),
            ],
            options={
                'verbose_name': 'supersession',
                'verbose_name_plural': 'supersessions',
                'ordering': ['starts_on', 'id'],
            },
        ),
        migrations.AddField(
            model_name='part',
            name='barcode',
            field=models.CharField(blank=True, db_default='', max_length=14, verbose_name='barcode'),
        ),
        migrations.AddField(
            model_name='part',
            name='critical',
            field=models.BooleanField(db_default=False, verbose_name='a car stands without it'),
        ),
        migrations.AddField(
            model_name='part',
            name='customs_code',
            field=models.CharField(blank=True, db_default='', max_length=10, verbose_name='customs code'),
        ),
        migrations.AddField(
            model_name='part',
            name='least',
            field=models.PositiveIntegerField(db_default=1, verbose_name='smallest order'),
        ),
        migrations.AddField(
            model_name='part',
            name='name_ar',
            field=models.CharField(blank=True, db_default='', max_length=150, verbose_name='name in Arabic'),
        ),
        migrations.AddField(
            model_name='part',
            name='name_zh',
            field=models.CharField(blank=True, db_default='', max_length=150, verbose_name='name in Chinese'),
        ),
        migrations.AddField(
            model_name='part',
            name='origin',
            field=django_countries.fields.CountryField(blank=True, db_default='', default='', max_length=2, verbose_name='country of origin'),
        ),
        migrations.AddField(
            model_name='part',
            name='pack',
            field=models.PositiveIntegerField(db_default=1, verbose_name='sold in packs of'),
        ),
        migrations.AddField(
            model_name='part',
            name='shelf_life_months',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='shelf life, months'),
        ),
        migrations.AddField(
            model_name='part',
            name='transport',
            field=models.CharField(blank=True, choices=[('UN1133', 'UN 1133, class 3: adhesives, flammable liquid'), ('UN1263', 'UN 1263, class 3: paint'), ('UN1950', 'UN 1950, class 2: aerosols'), ('UN1993', 'UN 1993, class 3: flammable liquid, not otherwise specified'), ('UN2794', 'UN 2794, class 8: batteries, wet, filled with acid'), ('UN2800', 'UN 2800, class 8: batteries, wet, non-spillable'), ('UN3082', 'UN 3082, class 9: liquid that harms the environment'), ('UN3171', 'UN 3171, class 9: battery-powered equipment'), ('UN3268', 'UN 3268, class 9: safety devices, electrically initiated'), ('UN3480', 'UN 3480, class 9: lithium ion batteries'), ('UN3481', 'UN 3481, class 9: lithium ion batteries in equipment')], db_default='', max_length=6, verbose_name='dangerous goods'),
        ),
        migrations.AddField(
            model_name='part',
            name='unit',
            field=models.CharField(choices=[('piece', 'piece'), ('litre', 'litre'), ('metre', 'metre'), ('set', 'set')], db_default='piece', max_length=5, verbose_name='unit'),
        ),
        migrations.AddField(
            model_name='part',
            name='weight_g',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='weight, g'),
        ),
        migrations.AddField(
            model_name='part',
            name='names',
            field=models.GeneratedField(db_persist=True, expression=django.db.models.functions.text.Concat('name', models.Value('|'), 'name_zh', models.Value('|'), 'name_ar'), output_field=models.CharField(max_length=460)),
        ),
        migrations.AddIndex(
            model_name='part',
            index=django.contrib.postgres.indexes.GinIndex(apps.core.db.pieces.Pieces('names'), name='part_names_pieces'),
        ),
        migrations.AddIndex(
            model_name='part',
            index=django.contrib.postgres.indexes.GinIndex(apps.core.db.pieces.Pieces('bare'), name='part_bare_pieces'),
        ),
        migrations.AddIndex(
            model_name='part',
            index=models.Index(condition=models.Q(('barcode', ''), _negated=True), fields=['barcode'], name='part_barcode'),
        ),
        migrations.AddConstraint(
            model_name='part',
            constraint=models.CheckConstraint(condition=models.Q(('least__gte', 1), ('least__lte', 10000), ('pack__gte', 1), ('pack__lte', 1000)), name='part_sold_sanely'),
        ),
        migrations.AddConstraint(
            model_name='part',
            constraint=models.CheckConstraint(condition=models.Q(('weight_g', None), models.Q(('weight_g__gte', 1), ('weight_g__lte', 5000000)), _connector='OR'), name='part_weighs_something'),
        ),
        migrations.AddField(
            model_name='fitting',
            name='actor',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.actorrecord'),
        ),
        migrations.AddField(
            model_name='fitting',
            name='manufacturer',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization'),
        ),
        migrations.AddField(
            model_name='fitting',
            name='part',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='fittings', to='parts.part'),
        ),
        migrations.AddField(
            model_name='interchange',
            name='actor',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.actorrecord'),
        ),
        migrations.AddField(
            model_name='interchange',
            name='manufacturer',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization'),
        ),
        migrations.AddField(
            model_name='interchange',
            name='part',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='interchanges', to='parts.part'),
        ),
        migrations.AddField(
            model_name='partphoto',
            name='actor',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.actorrecord'),
        ),
        migrations.AddField(
            model_name='partphoto',
            name='manufacturer',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization'),
        ),
        migrations.AddField(
            model_name='partphoto',
            name='part',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='photos', to='parts.part'),
        ),
        migrations.AddField(
            model_name='partprice',
            name='actor',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.actorrecord'),
        ),
        migrations.AddField(
            model_name='partprice',
            name='manufacturer',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization'),
        ),
        migrations.AddField(
            model_name='partprice',
            name='part',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='prices', to='parts.part'),
        ),
        migrations.AddField(
            model_name='supersession',
            name='actor',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.actorrecord'),
        ),
        migrations.AddField(
            model_name='supersession',
            name='manufacturer',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization'),
        ),
        migrations.AddField(
            model_name='supersession',
            name='new',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='precedences', to='parts.part'),
        ),
        migrations.AddField(
            model_name='supersession',
            name='old',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='successions', to='parts.part'),
        ),
        migrations.AddIndex(
            model_name='fitting',
            index=models.Index(fields=['manufacturer', 'model_name', 'part'], name='fitting_model'),
        ),
        migrations.AddConstraint(
            model_name='fitting',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('part', 'model_name', 'year_from', 'year_to', 'plant', 'vin_from', 'vin_to'), name='fitting_said_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='fitting',
            constraint=models.CheckConstraint(condition=models.Q(('year_from', None), ('year_to', None), ('year_from__lte', models.F('year_to')), _connector='OR'), name='fitting_years_forward'),
        ),
        migrations.AddIndex(
            model_name='interchange',
            index=models.Index(fields=['bare'], name='interchange_bare'),
        ),
        migrations.AddIndex(
            model_name='interchange',
            index=django.contrib.postgres.indexes.GinIndex(apps.core.db.pieces.Pieces('bare'), name='interchange_pieces'),
        ),
        migrations.AddConstraint(
            model_name='interchange',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('part', 'maker', 'number'), name='interchange_said_once'),
        ),
        migrations.AddIndex(
            model_name='partphoto',
            index=models.Index(fields=['part', '-id'], name='partphoto_newest'),
        ),
        migrations.AddIndex(
            model_name='partprice',
            index=models.Index(fields=['part', 'market', 'currency', '-valid_from', '-id'], name='partprice_newest'),
        ),
        migrations.AddConstraint(
            model_name='partprice',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='partprice_above_nothing'),
        ),
        migrations.AddConstraint(
            model_name='partprice',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until', None), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='partprice_forward'),
        ),
        migrations.AddIndex(
            model_name='supersession',
            index=models.Index(fields=['old', 'starts_on'], name='supersession_old'),
        ),
        migrations.AddIndex(
            model_name='supersession',
            index=models.Index(fields=['new', 'starts_on'], name='supersession_new'),
        ),
        migrations.AddConstraint(
            model_name='supersession',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('old', 'new'), name='supersession_said_once'),
        ),
        migrations.AddConstraint(
            model_name='supersession',
            constraint=models.CheckConstraint(condition=models.Q(('old', models.F('new')), _negated=True), name='supersession_of_another'),
        ),
        migrations.AddConstraint(
            model_name='supersession',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gte', 1), ('quantity__lte', 100)), name='supersession_quantity'),
        ),
    ]

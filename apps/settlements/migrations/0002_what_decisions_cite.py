"""Decisions cite a term or an exclusion of the car's own plan."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('settlements', '0001_initial'),
        ('warranty', '0010_one_term_each'),
    ]

    operations = [
        migrations.AddField(
            model_name='linedecision',
            name='exclusion',
            field=models.CharField(blank=True, choices=[('wear', 'Normal wear and consumables'), ('misuse', 'Misuse, racing and overloading'), ('accident', 'Accidents, fire, water and stones'), ('changes', 'Changes to the car that the maker did not allow'), ('other_parts', "Damage by parts that are not the maker's"), ('no_service', 'Damage because the service was not kept'), ('hire', 'Use as a taxi or for hire'), ('odometer', 'An odometer that was turned back')], db_default='', max_length=20, verbose_name='exclusion'),
        ),
        migrations.AddField(
            model_name='linedecision',
            name='term',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='warranty.planterm'),
        ),
    ]

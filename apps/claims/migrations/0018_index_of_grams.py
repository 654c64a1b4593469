"""The index of what the first line of each claim says, made while others write."""

import django.contrib.postgres.indexes
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

import apps.claims.models.search


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('claims', '0017_lines_by_grams'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='searchline',
            index=django.contrib.postgres.indexes.GinIndex(
                apps.claims.models.search.LineGrams('dealer_id', 'codes', 'words', 'further'),
                condition=models.Q(('codes', ''), _negated=True), fastupdate=False, name='searchline_grams',
            ),
        ),
        # Counting the grams of a sample would cost each ANALYZE seconds and tell the planner nothing that it needs.
        migrations.RunSQL(
            'ALTER INDEX searchline_grams ALTER COLUMN 1 SET STATISTICS 0', migrations.RunSQL.noop
        ),
    ]

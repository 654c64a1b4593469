"""Keys of the API end on a day and may be kept to some rooms. Those from before get a year from now."""

import django.contrib.postgres.fields
from django.db import migrations, models

# Row-level security is forced on the owner of the tables too; it steps aside for the change and comes back.
FILL = """
ALTER TABLE organizations_apikey NO FORCE ROW LEVEL SECURITY;
UPDATE organizations_apikey SET expires_on = current_date + 365 WHERE expires_on IS NULL AND revoked_at IS NULL;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE organizations_apikey FORCE ROW LEVEL SECURITY;
SET CONSTRAINTS ALL DEFERRED;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('organizations', '0003_memberships_are_facts'),
    ]

    operations = [
        migrations.AddField(
            model_name='apikey',
            name='expires_on',
            field=models.DateField(null=True, verbose_name='ends on'),
        ),
        migrations.AddField(
            model_name='apikey',
            name='rooms',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('vehicles', 'Vehicles'), ('claims', 'Repair requests'), ('parts', 'Parts and orders'), ('duties', 'Duties, figures and flags'), ('jobs', 'Files and long work')], max_length=12), db_default=[], default=list, size=None),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]

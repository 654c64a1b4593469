"""Events name the row of whoever acted, and when they were recorded; old rows are filled with what they say."""

import django.db.models.deletion
from django.db import migrations, models

# Who acted is known by side and name only: such a row of the record has no user. The owner of the tables is behind
# the walls as well, so they are lowered for the moment, inside the migration's transaction.
FILL = """
ALTER TABLE claims_claimevent NO FORCE ROW LEVEL SECURITY;
ALTER TABLE casework_actorrecord NO FORCE ROW LEVEL SECURITY;
INSERT INTO casework_actorrecord (kind, side, role, name, organization_name)
SELECT DISTINCT CASE WHEN by_side = 'system' THEN 'system' ELSE 'person' END, by_side, '', by_name, '' FROM claims_claimevent
ON CONFLICT DO NOTHING;
UPDATE claims_claimevent e SET recorded_at = e.happened_at, actor_id = a.id
FROM casework_actorrecord a
WHERE a.side = e.by_side AND a.name = e.by_name AND a.user_id IS NULL AND a.organization_id IS NULL
  AND a.api_key_id IS NULL AND a.role = '' AND a.organization_name = '';
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE casework_actorrecord FORCE ROW LEVEL SECURITY;
ALTER TABLE claims_claimevent FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0003_keys_of_steps'),
        ('claims', '0002_facts_only_grow'),
    ]

    operations = [
        migrations.AddField(
            model_name='claimevent',
            name='actor',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.actorrecord'),
        ),
        migrations.AddField(
            model_name='claimevent',
            name='recorded_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='claimevent',
            name='recorded_at',
            field=models.DateTimeField(),
        ),
    ]

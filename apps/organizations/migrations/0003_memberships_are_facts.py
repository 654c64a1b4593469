"""Memberships end instead of being deleted, appointments have a state, keys name who made them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


# Row-level security is forced on the owner of the tables too; it steps aside for the copy and comes back. Whoever acted
# for a firm by default goes on so, except owners of cars: they begin as themselves and choose. Two people of one name
# leave a key without its maker.
FILL = """
SELECT set_config('app.step', 'migration', true);
ALTER TABLE organizations_membership NO FORCE ROW LEVEL SECURITY;
ALTER TABLE organizations_appointment NO FORCE ROW LEVEL SECURITY;
ALTER TABLE organizations_apikey NO FORCE ROW LEVEL SECURITY;
UPDATE organizations_appointment SET status = 'ended' WHERE ends_on IS NOT NULL;
UPDATE organizations_membership m SET preferred = true
WHERE organization_id = (SELECT min(organization_id) FROM organizations_membership WHERE user_id = m.user_id);
UPDATE organizations_apikey k SET created_by_id = m.user_id FROM organizations_membership m
WHERE m.organization_id = k.organization_id AND m.person_name = k.created_by_name
  AND NOT EXISTS (SELECT FROM organizations_membership o WHERE o.organization_id = m.organization_id
                  AND o.person_name = m.person_name AND o.id <> m.id);
DO $$ BEGIN
    IF to_regclass('vehicles_vehicle') IS NOT NULL THEN
        ALTER TABLE vehicles_vehicle NO FORCE ROW LEVEL SECURITY;
        UPDATE organizations_membership SET preferred = false
        WHERE user_id IN (SELECT owner_id FROM vehicles_vehicle WHERE owner_id IS NOT NULL);
        ALTER TABLE vehicles_vehicle FORCE ROW LEVEL SECURITY;
    END IF;
END $$;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE organizations_apikey FORCE ROW LEVEL SECURITY;
ALTER TABLE organizations_appointment FORCE ROW LEVEL SECURITY;
ALTER TABLE organizations_membership FORCE ROW LEVEL SECURITY;
SET CONSTRAINTS ALL DEFERRED;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('organizations', '0002_one_index_for_each_order'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='membership',
            name='membership_once',
        ),
        migrations.AddField(
            model_name='apikey',
            name='created_by',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='appointment',
            name='status',
            field=models.CharField(choices=[('standing', 'No end is set'), ('ended', 'An end is set')], default='standing', max_length=8, verbose_name='status'),
        ),
        migrations.AddField(
            model_name='appointment',
            name='version',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='membership',
            name='ended_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='ended at'),
        ),
        migrations.AddField(
            model_name='membership',
            name='preferred',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='membership',
            name='status',
            field=models.CharField(choices=[('active', 'Active'), ('ended', 'Ended')], default='active', max_length=6, verbose_name='status'),
        ),
        migrations.AddField(
            model_name='membership',
            name='version',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AlterField(
            model_name='membership',
            name='organization',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='organizations.organization'),
        ),
        migrations.AlterField(
            model_name='membership',
            name='user',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('user', 'organization'), name='membership_once'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None), ('preferred', True)), fields=('user',), name='membership_one_preferred'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('status', 'active')), models.Q(('ended_at__isnull', False), ('status', 'ended')), _connector='OR'), name='membership_ended_at_its_end'),
        ),
    ]

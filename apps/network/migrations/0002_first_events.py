"""What was on record before there were events gets its first line: since when, as it was known."""

from django.db import migrations

# Nobody knows who entered these rows: the events say so by naming no actor.
FILL = """
ALTER TABLE organizations_membership NO FORCE ROW LEVEL SECURITY;
ALTER TABLE organizations_appointment NO FORCE ROW LEVEL SECURITY;
INSERT INTO network_membershipevent
    (membership_id, organization_id, user_id, kind, happened_at, recorded_at, by_side, by_name, note, values)
SELECT id, organization_id, user_id, 'on_record', created_at, greatest(now(), created_at), 'system', 'Sanbao', '', '{}'
FROM organizations_membership;
INSERT INTO network_appointmentevent
    (appointment_id, dealer_id, manufacturer_id, country, kind, happened_at, recorded_at, by_side, by_name, note, values)
SELECT id, dealer_id, manufacturer_id, country, 'on_record', now(), now(), 'system', 'Sanbao', '', '{}'
FROM organizations_appointment;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE organizations_appointment FORCE ROW LEVEL SECURITY;
ALTER TABLE organizations_membership FORCE ROW LEVEL SECURITY;
SET CONSTRAINTS ALL DEFERRED;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('network', '0001_initial'),
    ]

    operations = [
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]

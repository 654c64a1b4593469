"""Registrations from before they were cases get number, VIN, state and their first event."""

from django.db import migrations, models

# Row-level security is forced on the owner of the tables too; it steps aside for the copy and comes back. Numbers are
# made of the row's key by a factor without a common divisor with 2^40: no two are alike. Nobody knows who registered
# what came before there were events, so they name no actor; when a record of export came is not known either, so what
# is on a record counts as verified since it was registered.
FILL = """
SELECT set_config('app.step', 'migration', true);
ALTER TABLE vehicles_vehicle NO FORCE ROW LEVEL SECURITY;
ALTER TABLE vehicles_registration NO FORCE ROW LEVEL SECURITY;
UPDATE vehicles_registration r SET
    number = 'V-' || upper(lpad(to_hex(mod(r.id::numeric * 669530249381, 1099511627776)::bigint), 10, '0')),
    vin = v.vin,
    status = CASE WHEN r.ended_at IS NOT NULL THEN 'ended' WHEN v.exported_on IS NOT NULL THEN 'verified'
             ELSE 'unverified' END,
    verified_at = CASE WHEN v.exported_on IS NOT NULL THEN r.registered_at END,
    verified_by = CASE WHEN v.exported_on IS NOT NULL THEN 'record' ELSE '' END
FROM vehicles_vehicle v WHERE v.id = r.vehicle_id;
INSERT INTO vehicles_registrationevent
    (registration_id, owner_id, dealer_id, manufacturer_id, country, kind, happened_at, recorded_at, by_side, by_name,
     note, values)
SELECT id, owner_id, dealer_id, manufacturer_id, country, 'on_record', registered_at, greatest(now(), registered_at),
       'system', 'Sanbao', '', '{}'
FROM vehicles_registration;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE vehicles_registration FORCE ROW LEVEL SECURITY;
ALTER TABLE vehicles_vehicle FORCE ROW LEVEL SECURITY;
SET CONSTRAINTS ALL DEFERRED;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('vehicles', '0008_registrations_are_cases'),
    ]

    operations = [
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='registration',
            name='number',
            field=models.CharField(db_default=models.Func(function='random', output_field=models.CharField(max_length=12), template="'V-' || upper(substr(md5(%(function)s()::text), 1, 10))"), max_length=12, unique=True, verbose_name='number'),
        ),
    ]

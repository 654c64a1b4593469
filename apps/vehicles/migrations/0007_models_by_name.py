"""Names of models stand once in a table of their own, and cars of a model are found by an index of each side."""

from django.conf import settings
from django.db import migrations, models

# Whoever writes vehicles (a service, a file, a simulation) adds to the names: no writer can forget it. In order, so that
# two files with the same new names wait for each other instead of standing in each other's way.
_KEEP = """
CREATE OR REPLACE FUNCTION sanbao_keep_model_names() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog AS $$
BEGIN
    INSERT INTO public.vehicles_modelname (name)
    SELECT DISTINCT r.model_name FROM new_rows r
    WHERE r.model_name <> '' AND NOT EXISTS (SELECT FROM public.vehicles_modelname n WHERE n.name = r.model_name)
    ORDER BY 1 ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION sanbao_keep_model_names() FROM PUBLIC;
CREATE TRIGGER model_names_insert AFTER INSERT ON vehicles_vehicle
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sanbao_keep_model_names();
CREATE TRIGGER model_names_update AFTER UPDATE ON vehicles_vehicle
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sanbao_keep_model_names();
"""
_LEAVE = """
DROP TRIGGER model_names_insert ON vehicles_vehicle;
DROP TRIGGER model_names_update ON vehicles_vehicle;
DROP FUNCTION sanbao_keep_model_names();
"""
# Row-level security is forced on the owner of the tables too; it steps aside for the copy and comes back.
_FILL = """
ALTER TABLE vehicles_vehicle NO FORCE ROW LEVEL SECURITY;
INSERT INTO vehicles_modelname (name) SELECT DISTINCT model_name FROM vehicles_vehicle WHERE model_name <> '';
ALTER TABLE vehicles_vehicle FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('organizations', '0005_roles_have_a_beginning'),
        ('vehicles', '0006_vins_by_side'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ModelName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='model')),
            ],
            options={
                'verbose_name': 'name of a model',
                'verbose_name_plural': 'names of models',
            },
        ),
        migrations.AddIndex(
            model_name='vehicle',
            index=models.Index(fields=['model_name', '-created_at', '-id'], name='vehicle_model_newest'),
        ),
        migrations.AddIndex(
            model_name='vehicle',
            index=models.Index(fields=['dealer', 'model_name', '-created_at', '-id'], name='vehicle_dealer_model'),
        ),
        migrations.AddIndex(
            model_name='vehicle',
            index=models.Index(fields=['manufacturer', 'model_name', '-created_at', '-id'], name='vehicle_maker_model'),
        ),
        migrations.AddIndex(
            model_name='vehicle',
            index=models.Index(fields=['country', 'model_name', '-created_at', '-id'], name='vehicle_country_model'),
        ),
        migrations.AddConstraint(
            model_name='modelname',
            constraint=models.UniqueConstraint(fields=('name',), name='modelname_once'),
        ),
        migrations.RunSQL(_FILL, migrations.RunSQL.noop),
        migrations.RunSQL(_KEEP, _LEAVE),
    ]

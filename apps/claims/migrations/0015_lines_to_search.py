"""What a workshop's search reads stands ready in lines of its own, which the database makes of claims and contacts."""

from typing import Any

import django.db.models.deletion
import django_countries.fields
from django.conf import settings
from django.db import migrations, models

_PAIRS = ", ".join(f"pairs_{n}" for n in range(8))
# Which pairs of neighbouring bytes a text holds, each as one of 512 bits: a piece of it has none beside these. Most lines
# are told from a piece by one comparison of numbers, where reading them takes five times as long.
_BITS = """
CREATE FUNCTION sanbao_pairs_of_bytes(told text) RETURNS bigint[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    WITH bytes AS (SELECT convert_to(told, 'UTF8') AS b),
    pairs AS (SELECT (get_byte(b, n) * 37 + get_byte(b, n + 1) * 101) & 511 AS bit
              FROM bytes, generate_series(0, length(b) - 2) AS n),
    found AS (SELECT bit >> 6 AS place, bit_or(1::bigint << (bit & 63)) AS bits FROM pairs GROUP BY 1)
    SELECT array_agg(coalesce(bits, 0) ORDER BY place) FROM generate_series(0, 7) AS place LEFT JOIN found USING (place)
$$
"""
# The lines of one claim. An entry of an index holds 2,704 bytes: 900 of name and title with 350 signs of the complaint, or
# up to 1,600 of them alone, and codes; what is left of the complaint goes on in lines of 600 signs. Each repeats the 99 before it, so
# that whatever may be typed (100 signs) stands whole in one of them. What is removed from plates and phones is what
# apps/claims/search.py removes; a sign that nobody types stands between the fields.
_LINES = rf"""
CREATE FUNCTION sanbao_claim_lines(number text, vin text, title text, complaint text, name text, phone text, plate text)
RETURNS TABLE (part smallint, codes text, words text, {", ".join(f"pairs_{n} bigint" for n in range(8))})
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    WITH folded AS (SELECT concat_ws(chr(31), left(upper(name), 150), left(upper(title), 250)) AS called,
                           upper(complaint) AS told),
    measured AS (SELECT called, told, CASE WHEN octet_length(called) <= 900 THEN 350 ELSE 0 END AS room FROM folded),
    lines AS (
        SELECT 0::smallint AS part,
            concat_ws(chr(31), replace(number, '-', ''), right(vin, 8), regexp_replace(plate, '[\s.·-]', '', 'g'),
                      regexp_replace(phone, '\D', '', 'g')) AS codes,
            concat_ws(chr(31), called, left(told, room)) AS words
        FROM measured
        UNION ALL
        SELECT n::smallint, '', substr(told, done - 98, 600)
        FROM measured, generate_series(room, length(told) - 1, 501) WITH ORDINALITY AS further (done, n)
    ), signed AS MATERIALIZED (SELECT *, sanbao_pairs_of_bytes(concat_ws(chr(31), codes, words)) AS p FROM lines)
    SELECT part, codes, words, {", ".join(f"p[{n + 1}]" for n in range(8))} FROM signed
$$
"""
_INSERT = f"""
INSERT INTO claims_searchline (claim_id, part, codes, words, {_PAIRS}, owner_id, dealer_id, manufacturer_id, country)
SELECT c.id, l.*, c.owner_id, c.dealer_id, c.manufacturer_id, c.country
FROM claims_claim c LEFT JOIN claims_contact t ON t.claim_id = c.id CROSS JOIN LATERAL sanbao_claim_lines(
    c.number, c.vin, c.vehicle_title, c.complaint, t.name, t.phone, t.plate) l
"""
# Whoever writes (a service, a simulation, an erasure by hand) has the lines made anew, with the rights of the
# writer: no writer can forget it, and none reaches another's lines by it. A first contact has no lines yet, and whoever
# files may delete none.
_KEEP = f"""
CREATE FUNCTION sanbao_keep_claim_lines() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    which bigint;
BEGIN
    IF TG_TABLE_NAME = 'claims_claim' THEN
        which := NEW.id;
    ELSIF TG_OP = 'DELETE' THEN
        which := OLD.claim_id;
    ELSE
        which := NEW.claim_id;
    END IF;
    IF EXISTS (SELECT FROM claims_searchline l WHERE l.claim_id = which) THEN
        DELETE FROM claims_searchline l WHERE l.claim_id = which;
    END IF;
    {_INSERT} WHERE c.id = which;
    RETURN NULL;
END $$
"""
_TRIGGERS = (
    "CREATE TRIGGER keep_claim_lines AFTER INSERT OR UPDATE OR DELETE ON claims_contact "
    "FOR EACH ROW EXECUTE FUNCTION sanbao_keep_claim_lines()",
    # Steps change none of these: they cost a step nothing.
    "CREATE TRIGGER keep_claim_lines AFTER UPDATE OF number, vin, vehicle_title, complaint, owner_id, dealer_id, "
    "manufacturer_id, country ON claims_claim FOR EACH ROW EXECUTE FUNCTION sanbao_keep_claim_lines()",
)
_SHAPE = (
    "ALTER TABLE claims_searchline ADD CONSTRAINT searchline_claim FOREIGN KEY (claim_id) "
    "REFERENCES claims_claim ON DELETE CASCADE",
    # Unpacking would cost the search more than the room is worth; and reading the index alone needs pages that the
    # database has been told are settled, sooner than when a fifth of the table is new.
    "ALTER TABLE claims_searchline ALTER COLUMN codes SET STORAGE EXTERNAL, ALTER COLUMN words SET STORAGE EXTERNAL",
    "ALTER TABLE claims_searchline SET (autovacuum_vacuum_insert_scale_factor = 0.02)",
)
#: Row-level security is forced on the owner of the tables too; it steps aside for the copy and comes back.
_LOWERED = ("claims_claim", "claims_contact")


def make(apps: Any, schema_editor: Any) -> None:
    """The function, the lines of what is there, and the triggers that keep them."""
    # Keys and index are made while the table is empty: later their check would look through the owner's own walls.
    for statement in (*schema_editor.deferred_sql, *_SHAPE):
        schema_editor.execute(statement)
    schema_editor.deferred_sql.clear()
    for function in (_BITS, _LINES):
        schema_editor.execute(function, params=None)
    for table in _LOWERED:
        schema_editor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    schema_editor.execute(_INSERT, params=None)
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in _LOWERED:
        schema_editor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    schema_editor.execute("SET CONSTRAINTS ALL DEFERRED")
    for statement in (_KEEP, *_TRIGGERS):
        schema_editor.execute(statement, params=None)


def unmake(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute("DROP FUNCTION sanbao_keep_claim_lines() CASCADE")
    schema_editor.execute("DROP FUNCTION sanbao_claim_lines")
    schema_editor.execute("DROP FUNCTION sanbao_pairs_of_bytes")


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0014_wished_times'),
        ('organizations', '0005_roles_have_a_beginning'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('country', django_countries.fields.CountryField(max_length=2, verbose_name='country')),
                ('part', models.PositiveSmallIntegerField()),
                ('codes', models.TextField()),
                ('words', models.TextField()),
                ('pairs_0', models.BigIntegerField()),
                ('pairs_1', models.BigIntegerField()),
                ('pairs_2', models.BigIntegerField()),
                ('pairs_3', models.BigIntegerField()),
                ('pairs_4', models.BigIntegerField()),
                ('pairs_5', models.BigIntegerField()),
                ('pairs_6', models.BigIntegerField()),
                ('pairs_7', models.BigIntegerField()),
                ('claim', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='claims.claim')),
                ('dealer', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('manufacturer', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('owner', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'line of the search',
                'verbose_name_plural': 'lines of the search',
                'indexes': [models.Index(fields=['dealer', 'claim'], include=('pairs_0', 'pairs_1', 'pairs_2', 'pairs_3', 'pairs_4', 'pairs_5', 'pairs_6', 'pairs_7', 'codes', 'words'), name='searchline_dealer')],
                'constraints': [models.UniqueConstraint(fields=('claim', 'part'), name='searchline_once')],
            },
        ),
        migrations.RunPython(make, unmake),
    ]

"""A workshop's search asks an index of three bytes in a row; the first line of a claim holds all that it says."""

from importlib import import_module
from typing import Any

from django.db import migrations, models, transaction

_BEFORE = import_module("apps.claims.migrations.0015_lines_to_search")
_PAIRS = ", ".join(f"pairs_{n}" for n in range(8))
_BITE = 10_000

# Every three bytes in a row, each as one number with whose they are before it. Bytes, not signs: so one sign of Chinese
# and two of Arabic or Cyrillic can be looked for. What stands beside a space or another sign that nobody types is
# looked for by nobody. OFFSET 0: the text is made into bytes once, not once a byte.
_GRAMS = """
CREATE FUNCTION sanbao_grams(told text, whose bigint) RETURNS bigint[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(whose << 24 | get_byte(b, n) << 16 | get_byte(b, n + 1) << 8 | get_byte(b, n + 2)),
                    '{}')
    FROM (SELECT convert_to(told, 'UTF8') AS b OFFSET 0) AS bytes, generate_series(0, length(b) - 3) AS n
    WHERE least(get_byte(b, n), get_byte(b, n + 1), get_byte(b, n + 2)) > 32
$$
"""
# What the index holds of a line: codes and words of each workshop apart. Its cost tells the planner never to
# reckon it for each row.
_LINE_GRAMS = """
CREATE FUNCTION sanbao_line_grams(dealer bigint, codes text, words text, further text) RETURNS bigint[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 10000 AS $$
    SELECT public.sanbao_grams(codes, dealer * 2)
        || public.sanbao_grams(concat_ws(chr(31), words, further), dealer * 2 + 1)
$$
"""
# The claims of the workshop that asks in which any of the codes stands, or all of the words; null: more than `most`. It
# sees lines as the owner of the schema, since no index of pieces serves behind a wall. So it takes from nobody whose
# lines to read: the session says it, as it says it to the walls. A piece that many of the newest have is common, and
# reading all that the index has of it would be for nothing; nor is the whole index read for a piece without grams. The
# grams name the workshop already; "+ 0", so that the planner does not read another index of all its lines besides;
# nor all lines of all, when it takes the table for an empty one that it has not counted since.
_CLAIMS_WITH = """
CREATE FUNCTION sanbao_claims_with(codes_sought text[], words_sought text[], most integer) RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog SET plan_cache_mode = force_custom_plan SET enable_seqscan = off AS $$
DECLARE
    mine bigint := nullif(current_setting('app.organization_id', true), '')::bigint;
    grams bigint[];
    found bigint[] := '{}';
    code text;
BEGIN
    IF 15 < (
        SELECT count(*) FROM (
            SELECT l.codes, l.words FROM public.claims_searchline l WHERE l.dealer_id = mine
            ORDER BY l.claim_id DESC LIMIT 300) AS newest
        WHERE EXISTS (SELECT FROM unnest(codes_sought) c WHERE strpos(newest.codes, c) > 0)
            OR NOT EXISTS (SELECT FROM unnest(words_sought) w WHERE strpos(newest.words, w) = 0))
    THEN
        RETURN NULL;
    END IF;
    FOREACH code IN ARRAY codes_sought LOOP
        grams := public.sanbao_grams(code, mine * 2);
        IF grams = '{}' THEN
            RETURN NULL;
        END IF;
        found := found || ARRAY(
            SELECT l.claim_id FROM public.claims_searchline l
            WHERE l.codes <> '' AND l.dealer_id + 0 = mine
                AND public.sanbao_line_grams(l.dealer_id, l.codes, l.words, l.further) @> grams
                AND strpos(l.codes, code) > 0
            LIMIT most + 1);
    END LOOP;
    grams := ARRAY(SELECT unnest(public.sanbao_grams(w, mine * 2 + 1)) FROM unnest(words_sought) w);
    IF grams = '{}' THEN
        RETURN NULL;
    END IF;
    found := found || ARRAY(
        SELECT l.claim_id FROM public.claims_searchline l
        WHERE l.codes <> '' AND l.dealer_id + 0 = mine
            AND public.sanbao_line_grams(l.dealer_id, l.codes, l.words, l.further) @> grams
            AND NOT EXISTS (SELECT FROM unnest(words_sought) w
                            WHERE strpos(l.words, w) = 0 AND coalesce(strpos(l.further, w), 0) = 0)
        LIMIT most + 1);
    found := ARRAY(SELECT DISTINCT unnest(found));
    RETURN CASE WHEN cardinality(found) <= most THEN found END;
END $$
"""
_RIGHTS = (
    "REVOKE ALL ON FUNCTION sanbao_claims_with FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION sanbao_claims_with TO sanbao_dealer",
)
# As 0015 made them, in a third of the time: the text is made into bytes once.
_BITS = _BEFORE._BITS.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION").replace(
    "bytes AS (", "bytes AS MATERIALIZED ("
)
# As in 0015; the first line has besides what is left of a long complaint, whole, so that it alone says all of the claim.
_LINES = rf"""
CREATE FUNCTION sanbao_claim_lines(number text, vin text, title text, complaint text, name text, phone text, plate text)
RETURNS TABLE (part smallint, codes text, words text, further text, {", ".join(f"pairs_{n} bigint" for n in range(8))})
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    WITH folded AS (SELECT concat_ws(chr(31), left(upper(name), 150), left(upper(title), 250)) AS called,
                           upper(complaint) AS told),
    measured AS (SELECT called, told, CASE WHEN octet_length(called) <= 900 THEN 350 ELSE 0 END AS room FROM folded),
    lines AS (
        SELECT 0::smallint AS part,
            concat_ws(chr(31), replace(number, '-', ''), right(vin, 8), regexp_replace(plate, '[\s.·-]', '', 'g'),
                      regexp_replace(phone, '\D', '', 'g')) AS codes,
            concat_ws(chr(31), called, left(told, room)) AS words,
            CASE WHEN length(told) > room THEN substr(told, room - 98) END AS further
        FROM measured
        UNION ALL
        SELECT n::smallint, '', substr(told, done - 98, 600), NULL
        FROM measured, generate_series(room, length(told) - 1, 501) WITH ORDINALITY AS further (done, n)
    ), signed AS MATERIALIZED (SELECT *, sanbao_pairs_of_bytes(concat_ws(chr(31), codes, words)) AS p FROM lines)
    SELECT part, codes, words, further, {", ".join(f"p[{n + 1}]" for n in range(8))} FROM signed
$$
"""
_INSERT = _BEFORE._INSERT.replace("codes, words, ", "codes, words, further, ")
_KEEP = _BEFORE._KEEP.replace(_BEFORE._INSERT, _INSERT)
_FILL = """
UPDATE claims_searchline l SET further = w.further
FROM claims_searchline more, claims_claim c LEFT JOIN claims_contact t ON t.claim_id = c.id
CROSS JOIN LATERAL sanbao_claim_lines(c.number, c.vin, c.vehicle_title, c.complaint, t.name, t.phone, t.plate) w
WHERE more.part = 1 AND more.claim_id >= %(first)s AND more.claim_id < %(next)s
    AND c.id = more.claim_id AND l.claim_id = more.claim_id AND l.part = 0 AND w.part = 0
"""


def make(apps: Any, schema_editor: Any) -> None:
    """The functions, all at once: whoever files meanwhile has lines of the one kind or of the other."""
    with transaction.atomic(using=schema_editor.connection.alias):
        schema_editor.execute("DROP FUNCTION sanbao_claim_lines")
        for statement in (_BITS, _LINES, _KEEP.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")):
            schema_editor.execute(statement, params=None)
        for statement in (_GRAMS, _LINE_GRAMS, _CLAIMS_WITH, *_RIGHTS):
            schema_editor.execute(statement, params=None)


def unmake(apps: Any, schema_editor: Any) -> None:
    with transaction.atomic(using=schema_editor.connection.alias):
        for name in ("claims_with", "line_grams", "grams", "claim_lines"):
            schema_editor.execute(f"DROP FUNCTION sanbao_{name}")
        for statement in (_BEFORE._BITS, _BEFORE._LINES, _BEFORE._KEEP):
            schema_editor.execute(statement.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"), params=None)


def fill(apps: Any, schema_editor: Any) -> None:
    """Long complaints of before, ten thousand claims a transaction: who files or corrects meanwhile does not wait."""
    alias = schema_editor.connection.alias
    with transaction.atomic(using=alias), schema_editor.connection.cursor() as cursor:
        # What the walls give it; those of a table that came with this release are raised after all migrations.
        cursor.execute("GRANT SELECT ON claims_claim, claims_contact, claims_searchline TO sanbao_system")
        cursor.execute("GRANT UPDATE ON claims_searchline TO sanbao_system")
        _as_system(cursor)
        cursor.execute("SELECT coalesce(max(id), 0) FROM claims_claim")
        (last,) = cursor.fetchone()
    for first in range(0, last + 1, _BITE):
        with transaction.atomic(using=alias), schema_editor.connection.cursor() as cursor:
            _as_system(cursor)
            cursor.execute(_FILL, {"first": first, "next": first + _BITE})


def _as_system(cursor: Any) -> None:
    """Until the transaction ends: behind walls the owner of the tables sees no row. A new house has none yet."""
    cursor.execute("SELECT relrowsecurity FROM pg_class WHERE oid = 'claims_claim'::regclass")
    if cursor.fetchone()[0]:
        cursor.execute("SET LOCAL ROLE sanbao_system")


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('claims', '0016_orders_of_lists'),
    ]

    operations = [
        migrations.AddField(model_name='searchline', name='further', field=models.TextField(null=True)),
        migrations.RunPython(make, unmake),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]

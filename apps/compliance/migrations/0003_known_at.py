from typing import Any

from django.db import migrations, models

#: Row-level security is forced on the owner of the tables too; it steps aside for the copy and comes back.
_READ = ("compliance_dispute", "compliance_flag", "duties_clock", "casework_actorrecord")

_ACTORS = """
    INSERT INTO casework_actorrecord (kind, side, role, name, organization_name)
    SELECT DISTINCT 'person', 'regulator', '', decided_by, '' FROM compliance_dispute WHERE status = 'upheld'
    ON CONFLICT DO NOTHING
"""
_EXCLUSIONS = """
    INSERT INTO duties_exclusion (clock_id, excluded_at, actor_id, grounds, decision, lifted_grounds,
                                  owner_id, dealer_id, manufacturer_id, country)
    SELECT DISTINCT ON (c.id) c.id, d.decided_at, (
               SELECT min(a.id) FROM casework_actorrecord a WHERE a.side = 'regulator' AND a.name = d.decided_by
           ), coalesce(nullif(d.decision_note, ''), 'upheld'), f.number || '/' || d.id, '',
           c.owner_id, c.dealer_id, c.manufacturer_id, c.country
    FROM compliance_dispute d JOIN compliance_flag f ON f.id = d.flag_id JOIN duties_clock c ON c.id = d.clock_id
    WHERE d.status = 'upheld' AND NOT c.counts ORDER BY c.id, d.decided_at
"""


def name_exclusions(apps: Any, schema_editor: Any) -> None:
    """Give each case that an upheld objection took out of the counts its row: by whom, when, on what grounds."""
    for table in _READ:
        schema_editor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    for statement in (_ACTORS, _EXCLUSIONS):
        schema_editor.execute(statement, params=None)
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in _READ:
        schema_editor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    schema_editor.execute("SET CONSTRAINTS ALL DEFERRED")


class Migration(migrations.Migration):
    dependencies = [
        ("compliance", "0002_cheaper_tallies"),
        ("casework", "0001_actors_and_closings"),
        ("duties", "0003_facts_only_grow"),
    ]

    operations = [
        migrations.AddField(
            model_name="judgement",
            name="known_at",
            field=models.DateTimeField(null=True, verbose_name="known at"),
        ),
        migrations.RunPython(name_exclusions, migrations.RunPython.noop),
    ]

"""Name and telephone of owners go to a table with a wall of its own, and out of the history that all sides read.

Events of owners keep whom they are of (``actor``, a row that only the owner reads) and lose the name written beside.
"""

from typing import Any

import django.db.models.deletion
import django_countries.fields
from django.conf import settings
from django.db import migrations, models

#: Row-level security is forced on the owner of the tables too; it steps aside for the copy and comes back.
_LOWERED = ("claims_claim", "claims_claimevent", "claims_contact")

_THERE = """
    INSERT INTO claims_contact (claim_id, name, phone, owner_id, dealer_id, manufacturer_id, country)
    SELECT id, contact_name, contact_phone, owner_id, dealer_id, manufacturer_id, country FROM claims_claim
"""
_UNNAMED = "UPDATE claims_claimevent SET by_name = '' WHERE by_side = 'owner' AND by_name <> ''"
#: No version of a claim keeps what was moved. Views of what was known are made again after the migration.
_GONE = (
    "DROP VIEW IF EXISTS known.claims_claim CASCADE",
    "ALTER TABLE IF EXISTS facts.claims_claim DROP COLUMN IF EXISTS contact_name, DROP COLUMN IF EXISTS contact_phone",
    "ALTER TABLE claims_claim DROP COLUMN contact_name, DROP COLUMN contact_phone",
)

_COLUMNS_AGAIN = (
    "ALTER TABLE claims_claim ADD COLUMN contact_name varchar(150) NOT NULL DEFAULT '', "
    "ADD COLUMN contact_phone varchar(32) NOT NULL DEFAULT ''",
    "ALTER TABLE claims_claim ALTER COLUMN contact_name DROP DEFAULT, ALTER COLUMN contact_phone DROP DEFAULT",
)
_BACK = (
    "UPDATE claims_claim c SET contact_name = t.name, contact_phone = t.phone FROM claims_contact t WHERE t.claim_id = c.id",
    "UPDATE claims_claimevent e SET by_name = t.name FROM claims_contact t "
    "WHERE t.claim_id = e.claim_id AND e.by_side = 'owner' AND e.by_name = ''",
)


def move(apps: Any, schema_editor: Any) -> None:
    """Copy what is there, in one statement, and drop it where it was: in the claims and in their versions."""
    # Foreign keys are made while the new table is empty: later their check would look through the owner's own walls.
    for statement in schema_editor.deferred_sql:
        schema_editor.execute(statement)
    schema_editor.deferred_sql.clear()
    _behind(schema_editor, (_THERE, _UNNAMED))
    for statement in _GONE:
        schema_editor.execute(statement)


def move_back(apps: Any, schema_editor: Any) -> None:
    for statement in _COLUMNS_AGAIN:
        schema_editor.execute(statement)
    _behind(schema_editor, _BACK)


def _behind(schema_editor: Any, statements: tuple[str, ...]) -> None:
    """Run ``statements`` with walls lowered, on record as done by a migration."""
    schema_editor.execute("SELECT set_config('app.step', 'migration', true)")
    for table in _LOWERED:
        schema_editor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    for statement in statements:
        schema_editor.execute(statement, params=None)
    # Deferred checks of foreign keys are pending: they come before a table may be altered again.
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in _LOWERED:
        schema_editor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    schema_editor.execute("SET CONSTRAINTS ALL DEFERRED")


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0005_over_has_its_moment'),
        ('organizations', '0005_roles_have_a_beginning'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('country', django_countries.fields.CountryField(max_length=2, verbose_name='country')),
                ('claim', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, serialize=False, to='claims.claim')),
                ('name', models.CharField(max_length=150, verbose_name='contact')),
                ('phone', models.CharField(blank=True, max_length=32, verbose_name='phone')),
                ('dealer', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('manufacturer', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('owner', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'contact',
                'verbose_name_plural': 'contacts',
            },
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(move, move_back)],
            state_operations=[
                migrations.RemoveField(model_name='claim', name='contact_name'),
                migrations.RemoveField(model_name='claim', name='contact_phone'),
            ],
        ),
    ]

"""The countries that each sealed letter names cars for, so that their regulators read it."""

import django.db.models.deletion
import django_countries.fields
from django.db import migrations, models

_TABLES = ("exports_letterline", "exports_letterseal")
_FILL = """
    INSERT INTO exports_lettercountry (letter_id, manufacturer_id, country)
    SELECT DISTINCT letter_id, manufacturer_id, country FROM exports_letterline
    WHERE letter_id IN (SELECT letter_id FROM exports_letterseal)
"""


def fill(apps, schema_editor):
    """With walls lowered: row-level security is forced on the owner of the tables too."""
    for table in _TABLES:
        schema_editor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    schema_editor.execute(_FILL)
    # Deferred checks of foreign keys are pending: they come before a table may be altered again.
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in _TABLES:
        schema_editor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    schema_editor.execute("SET CONSTRAINTS ALL DEFERRED")


class Migration(migrations.Migration):
    dependencies = [
        ("exports", "0012_each_finding_is_a_row"),
        ("organizations", "0005_roles_have_a_beginning"),
    ]

    operations = [
        migrations.CreateModel(
            name="LetterCountry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("country", django_countries.fields.CountryField(max_length=2, verbose_name="destination")),
                (
                    "letter",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="countries",
                        to="exports.letter",
                    ),
                ),
                (
                    "manufacturer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
            ],
            options={
                "verbose_name": "country of a letter",
                "verbose_name_plural": "countries of letters",
                "ordering": ["country", "id"],
                "indexes": [models.Index(fields=["country", "letter"], name="lettercountry_by_country")],
                "constraints": [models.UniqueConstraint(fields=("letter", "country"), name="lettercountry_once")],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]

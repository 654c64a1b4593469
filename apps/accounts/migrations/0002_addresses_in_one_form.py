"""Addresses whose domain is written in letters of its own become those that travel, as new ones are kept."""

from typing import Any

from django.conf import settings
from django.db import migrations

from apps.accounts.addresses import one_form

#: Where two accounts of one mailbox exist already, both stay: which one is used, its person decides.
_TABLES = ("accounts_user", "account_emailaddress")


def to_one_form(apps: Any, schema_editor: Any) -> None:
    with schema_editor.connection.cursor() as cursor:
        # Row-level security is forced on the owner of the table too; it steps aside and comes back.
        cursor.execute("ALTER TABLE accounts_user NO FORCE ROW LEVEL SECURITY")
        for table in _TABLES:
            cursor.execute(f"SELECT id, email FROM {table} WHERE email ~ '[^[:ascii:]]'")
            for pk, email in cursor.fetchall():
                cursor.execute(
                    f"UPDATE {table} SET email = %s WHERE id = %s "
                    f"AND NOT EXISTS (SELECT FROM {table} o WHERE lower(o.email) = %s)",
                    [one_form(email), pk, one_form(email)],
                )
        cursor.execute("ALTER TABLE accounts_user FORCE ROW LEVEL SECURITY")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [migrations.RunPython(to_one_form, migrations.RunPython.noop)]

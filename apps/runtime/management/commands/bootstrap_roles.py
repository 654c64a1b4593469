"""``manage.py bootstrap_roles --admin-url URL``: make the house's roles and database on a PostgreSQL of your own."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from psycopg.conninfo import conninfo_to_dict

from apps.runtime.roles import OWNER, RUNTIME, RolesError, ensure_roles


class Command(BaseCommand):
    help = (
        "Create the roles and the database of Sanbao on a PostgreSQL server (16 or newer); safe to run again. "
        "Passwords are those of DATABASE_URL and DATABASE_OWNER_URL."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--admin-url", required=True, help="postgresql://administrator:password@host:5432/sanbao")

    def handle(self, *args: Any, admin_url: str, **options: Any) -> None:
        try:
            info = conninfo_to_dict(admin_url)
            database = str(info.pop("dbname", None) or "sanbao")
            info.setdefault("connect_timeout", "10")
            with psycopg.connect(**info, dbname="postgres", autocommit=True) as admin:  # type: ignore[arg-type]
                changed = ensure_roles(admin, database=database, passwords=_passwords())
        except RolesError as error:
            raise CommandError(str(error)) from None
        except psycopg.Error as error:
            why = (str(error).strip() or type(error).__name__).splitlines()[-1]
            raise CommandError(
                f"{why} (check --admin-url: postgresql://administrator:password@host:5432/sanbao)"
            ) from None
        for line in changed:
            self.stdout.write(f"made: {line}")
        self.stdout.write("Roles, grants and database are there.")


def _passwords() -> dict[str, str]:
    """The passwords that this site will connect with, by role."""
    passwords = {}
    for alias, role in (("default", RUNTIME), ("owner", OWNER)):
        values = settings.DATABASES[alias]
        if values["USER"] == role:
            passwords[role] = values["PASSWORD"]
    return passwords

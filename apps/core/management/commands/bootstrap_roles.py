"""``manage.py bootstrap_roles --admin-url URL``: make the house's roles and database on a PostgreSQL of your own."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

import psycopg
from django.core.management.base import BaseCommand, CommandError

from apps.core.embedded.roles import ensure_roles

_OLDEST = 160000


class Command(BaseCommand):
    help = "Create the roles and the database of Sanbao on a PostgreSQL server (16 or newer); safe to run again."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--admin-url", required=True, help="postgresql://administrator:password@host:5432/sanbao")

    def handle(self, *args: Any, admin_url: str, **options: Any) -> None:
        try:
            version = self._version(admin_url)
            if version < _OLDEST:
                raise CommandError(f"PostgreSQL {version // 10000} is too old: 16 or newer is needed")
            ensure_roles(admin_url)
        except psycopg.Error as error:
            raise CommandError(f"the roles cannot be made: {str(error).strip().splitlines()[0]}") from error
        self.stdout.write("Roles and database are there. Give sanbao_app and sanbao_owner passwords (ALTER ROLE …).")

    def _version(self, admin_url: str) -> int:
        info = psycopg.conninfo.conninfo_to_dict(admin_url)
        with psycopg.connect(**{**info, "dbname": "postgres"}, connect_timeout=10) as connection:  # type: ignore[arg-type]
            return connection.info.server_version

"""``manage.py pg PROGRAM …``: PostgreSQL's own tools on the embedded server, as its superuser."""

from __future__ import annotations

import os
import subprocess
import sys
from argparse import REMAINDER, ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.runtime.programs import postgres_tool
from apps.runtime.service import handed_services

TOOLS = ("psql", "pg_dump", "pg_restore", "pg_isready", "vacuumdb")


class Command(BaseCommand):
    help = (
        "Run psql, pg_dump, pg_restore, pg_isready or vacuumdb on the embedded database, as in: "
        "manage.py pg pg_dump -Fc -f sanbao.dump"
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("tool", choices=TOOLS)
        parser.add_argument("arguments", nargs=REMAINDER)

    def handle(self, *args: Any, tool: str, arguments: list[str], **options: Any) -> None:
        services = handed_services()
        if services is None or settings.DATABASES["default"]["HOST"] != services.socket_dir:
            raise CommandError("DATABASE_URL names a PostgreSQL of your own: use the tools that came with it")
        environment = {
            **os.environ,
            "PGHOST": services.socket_dir,
            "PGUSER": "postgres",
            "PGDATABASE": "sanbao",
            "LC_ALL": "C.UTF-8",
        }
        # Not exec: this process holds the lease that keeps the server up.
        sys.exit(subprocess.call([str(postgres_tool(tool)), *arguments], env=environment))

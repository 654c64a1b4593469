"""What must hold before the site starts, each fault told in one line with the mend."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import redis
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError
from django.db import OperationalError, connections

OLDEST_POSTGRES = 160000
OLDEST_REDIS = (6, 2)
#: Seconds to wait for a server somewhere else.
PATIENCE = 10


def check_database(alias: str, variable: str) -> None:
    """Raise CommandError unless PostgreSQL answers at ``alias``, is new enough and the role cannot bypass the walls."""
    connection = connections[alias]
    where = _where(alias)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user")
            bypasses = cursor.fetchone()
            version = int(connection.connection.info.server_version)
    except OperationalError as error:
        why = str(error).strip().splitlines()[0]
        mend = f"check {variable}"
        if "does not exist" in why:
            mend = "make it with manage.py bootstrap_roles --admin-url URL"
        raise CommandError(f"PostgreSQL at {where} cannot be used ({why}): {mend}") from None
    finally:
        connection.close()
    if version < OLDEST_POSTGRES:
        raise CommandError(f"PostgreSQL {version // 10000} at {where} is too old: 16 or newer is needed")
    if bypasses and bypasses[0]:
        raise CommandError(f"the role at {where} bypasses row-level security: {variable} must name an ordinary role")


def refuse_strong_role() -> None:
    """Raise ImproperlyConfigured where row-level security would not bind this program: no request is then answered.

    Every program of a site asks when it starts. One that starts while PostgreSQL is away goes on, and ``/readyz``
    tells.
    """
    try:
        check_database("default", "DATABASE_URL")
    except CommandError as error:
        if "bypasses" in str(error):
            raise ImproperlyConfigured(str(error)) from None


def _where(alias: str) -> str:
    values = settings.DATABASES[alias]
    port = f":{values['PORT']}" if values["PORT"] else ""
    return f"{values['USER']}@{values['HOST'] or 'localhost'}{port}/{values['NAME']}"


def check_redis(url: str) -> None:
    """Raise CommandError unless Redis or Valkey answers at ``url`` and is new enough."""
    parts = urlsplit(url)
    where = parts.path if parts.scheme == "unix" else f"{parts.hostname}:{parts.port or 6379}"
    try:
        client = redis.Redis.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)
        version = str(client.info("server")["redis_version"])
    except (redis.RedisError, OSError, ValueError) as error:
        raise CommandError(f"Redis at {where} cannot be used ({error}): check REDIS_URL") from None
    if tuple(int(part) for part in version.split(".")[:2]) < OLDEST_REDIS:
        raise CommandError(f"Redis {version} at {where} is too old: 6.2 or newer is needed")


def check_port(bind: str, port: int) -> None:
    """Raise CommandError unless the site can listen at ``bind``:``port``."""
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind, port))
        except (OSError, OverflowError) as error:
            raise CommandError(
                f"port {port} on {bind} cannot be used ({getattr(error, 'strerror', None) or error}): "
                "choose another, as in SANBAO_PORT=8001 make run"
            ) from None

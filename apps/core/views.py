"""Liveness and readiness, for supervisors and load balancers."""

from __future__ import annotations

import psycopg
import redis
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from . import files

#: Seconds in which a server must answer; a supervisor does not wait longer either.
PATIENCE = 1


@never_cache
@transaction.non_atomic_requests
def healthz(request: HttpRequest) -> JsonResponse:
    """Say that the process answers; looks at nothing else."""
    return JsonResponse({"status": "ok"})


@never_cache
@transaction.non_atomic_requests
def readyz(request: HttpRequest) -> JsonResponse:
    """Say whether PostgreSQL (as the unprivileged role) and Redis answer; 503 names what does not.

    Little room for files is said too, and stops nobody from reading: that is 200.
    """
    checks = {"database": _database(), "redis": _redis()}
    ready = all(value == "ok" for value in checks.values())
    told = {"status": "ok" if ready else "unavailable", **checks, "space": _space()}
    return JsonResponse(told, status=200 if ready else 503)


def _space() -> str:
    left = files.room()
    if left is None or left >= settings.LEAST_ROOM:
        return "ok"
    return f"short: {left // 1_000_000} MB left"


def _database() -> str:
    """By a connection of its own: one that is kept may hang with a server that is frozen."""
    patient = {"connect_timeout": 2, "options": f"-c statement_timeout={PATIENCE}s"}
    try:
        with psycopg.connect(**connection.get_connection_params() | patient) as asked:
            row = asked.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user").fetchone()
    except psycopg.Error:
        return "unreachable"
    return "role bypasses row-level security" if row and row[0] else "ok"


def _redis() -> str:
    client = redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=PATIENCE,
        socket_connect_timeout=PATIENCE,
        retry=Retry(NoBackoff(), 0),
    )
    try:
        client.ping()
    except (RedisError, OSError):
        return "unreachable"
    return "ok"

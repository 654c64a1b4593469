"""The regulator's first screen through the real web server, against its own SQL run bare in the same run."""

from __future__ import annotations

import http.client
import time
from collections.abc import Callable
from datetime import datetime
from statistics import median, quantiles
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts.models import User
from apps.compliance import tallies
from apps.compliance.evaluation import evaluate_manufacturer, manufacturers_to_judge
from apps.lab.simulation.industry import Plan, build
from apps.organizations.models import Membership, Organization
from apps.organizations.scope import system_scope

from .database import scratch_database
from .sweep import SIMULATED, _multiply
from .web import collect_static, free_port, get, serve, session_of, stop, wait_for

PAGE = "/compliance/?period=90"
_WARM = 5


def bench_dashboard(
    *, clocks: int = 1_000_000, rounds: int = 100, say: Callable[[str], None] = print
) -> dict[str, Any]:
    """p95 in milliseconds of the page for a regulator of all countries, and its ratio to the p95 of its SQL."""
    collect_static()
    with scratch_database() as name:
        now = timezone.now()
        build(Plan(seed=7, months=24, clocks=min(clocks, SIMULATED), as_of=now, makers=20))
        rows = _multiply(clocks)
        _judge(now)
        user = _regulator()
        statements = _statements(user)
        port = free_port()
        server = serve(name, port)
        try:
            wait_for(port)
            page = _page_times(port, session_of(user), rounds)
        finally:
            stop(server)
        floor = _sql_times(statements, rounds)
    page_p95, floor_p95 = _p95(page), _p95(floor)
    say(
        f"{rows:>10,} clocks   page p95 {page_p95:.1f} ms (median {1000 * median(page):.1f})   "
        f"its {len(statements)} statements p95 {floor_p95:.1f} ms (median {1000 * median(floor):.1f})"
    )
    return {
        "bench": "dashboard",
        "ratio": round(page_p95 / floor_p95, 3),
        "p95_ms": round(page_p95, 1),
        "floor_p95_ms": round(floor_p95, 1),
        "statements": len(statements),
        "rows": rows,
        "rounds": rounds,
        "ok": True,
    }


def _judge(at: datetime) -> None:
    with system_scope("bench dashboard: judge everybody"):
        tallies.rebuild()
        for maker in manufacturers_to_judge():
            evaluate_manufacturer(maker, as_of=at, at=at)


def _regulator() -> User:
    """Somebody with all countries in sight: the longest page there is."""
    with system_scope("bench dashboard: a regulator"):
        office = Organization.objects.create(
            kind=Organization.Kind.REGULATOR, name="Bench Office", slug="bench-office", country="CN", worldwide=True
        )
        user = User.objects.create_user("bench-desk@example.invalid", "bench-password-of-nobody")
        Membership.objects.create(user=user, organization=office, person_name="Bench", preferred=True)
    return user


def _statements(user: User) -> list[str]:
    """What the page asks of the database, as it is sent: scope switches and session look-ups included."""
    client = Client(headers={"host": "localhost"})
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(PAGE)
        if answer.status_code != 200:
            raise RuntimeError(f"{PAGE} answered {answer.status_code}")
    sent = [query["sql"] for query in captured.captured_queries]
    return [statement for statement in sent if statement not in {"BEGIN", "COMMIT"}]


def _page_times(port: int, cookie: str, rounds: int) -> list[float]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    times = [get(connection, PAGE, cookie) for _ in range(rounds + _WARM)]
    return times[_WARM:]


def _sql_times(statements: list[str], rounds: int) -> list[float]:
    """The same statements one after another on one plain connection, rows fetched and thrown away."""
    values = settings.DATABASES["default"] | connection.settings_dict
    parameters = {"user": values["USER"], "dbname": values["NAME"], "host": values["HOST"], "port": values["PORT"]}
    times = []
    with psycopg.connect(**{k: v for k, v in parameters.items() if v}, autocommit=True) as bare:
        for _ in range(rounds + _WARM):
            began = time.perf_counter()
            with bare.transaction():  # the scope is set for one transaction
                for statement in statements:
                    cursor = psycopg.ClientCursor(bare).execute(statement.encode())
                    if cursor.description:
                        cursor.fetchall()
            times.append(time.perf_counter() - began)
    return times[_WARM:]


def _p95(times: list[float]) -> float:
    return 1000 * quantiles(times, n=20)[-1]

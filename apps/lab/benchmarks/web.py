"""Signed-in pages through the real web server, against raw SQL and orjson through the same server in the same run.

The floor's page is served by ``floor.py``: the same process, session look-up and scope, then one SQL statement.
"""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from datetime import datetime
from statistics import median, quantiles
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.utils import timezone

from apps.accounts.models import User
from apps.lab.simulation.industry import Plan, build
from apps.organizations.models import Membership, Organization
from apps.organizations.scope import system_scope
from apps.runtime.supervision import programs

from .database import scratch_database

PAGES = {"home": "/", "queue": "/claims/queue/", "floor": "/bench/floor"}
_CLIENTS = 8


def bench_web(
    *, clocks: int = 50_000, rounds: int = 3, seconds: float = 4.0, say: Callable[[str], None] = print
) -> dict[str, Any]:
    """Requests a second and p95 of home and queue, and their ratio to the floor (median of ``rounds``)."""
    collect_static()
    with scratch_database() as name:
        now = timezone.now()
        build(Plan(seed=7, months=12, clocks=clocks, as_of=now, makers=8))
        cookie = _signed_in_dealer(now)
        port = free_port()
        server = serve(name, port)
        try:
            wait_for(port)
            figures = {page: _measure(port, cookie, path, rounds, seconds) for page, path in PAGES.items()}
        finally:
            stop(server)
    for page, (rate, p95) in figures.items():
        say(f"{page:>6}  {rate:8.1f} requests/s   p95 {p95:6.1f} ms")
    floor = figures["floor"][0]
    return {
        "bench": "web",
        "ratio": round(figures["queue"][0] / floor, 3),
        "home_ratio": round(figures["home"][0] / floor, 3),
        "requests_per_second": {page: round(rate, 1) for page, (rate, _p95) in figures.items()},
        "p95_ms": {page: round(p95, 1) for page, (_rate, p95) in figures.items()},
        "rows": clocks,
        "rounds": rounds,
        "ok": all(rate > 0 for rate, _p95 in figures.values()),
    }


def _signed_in_dealer(now: datetime) -> str:
    """The session cookie of a dealer with a long queue."""
    with system_scope("bench web: a dealer"):
        dealer = Organization.objects.get(slug="ke-acacia")
        user = User.objects.create_user("bench@example.invalid", "bench-password-of-nobody")
        Membership.objects.create(user=user, organization=dealer, person_name="Bench", preferred=True)
    return session_of(user)


def session_of(user: User) -> str:
    """A cookie of somebody signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def collect_static() -> None:
    """Style sheets and scripts in their places, as ``manage.py up`` puts them: pages name them."""
    call_command("collectstatic", interactive=False, verbosity=0)


def serve(name: str, port: int) -> list[subprocess.Popen[bytes]]:
    """The web server's two processes over the benchmark's database."""
    values = settings.DATABASES["default"]
    url = f"postgresql://{values['USER']}@/{name}?host={values['HOST']}"
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "DATABASE_OWNER_URL": url,
        "REDIS_URL": settings.REDIS_URL,
        "SANBAO_BENCH": "1",
        "SANBAO_LOG_LEVEL": "ERROR",
    }
    web = programs(bind="127.0.0.1", port=port, var=settings.VAR_DIR)[0]
    return [subprocess.Popen(web.arguments, cwd=settings.BASE_DIR, env=environment) for _ in range(web.processes)]


def stop(server: list[subprocess.Popen[bytes]]) -> None:
    for process in server:
        process.terminate()
    for process in server:
        process.wait(timeout=20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int) -> None:
    for _ in range(200):
        try:
            get(http.client.HTTPConnection("127.0.0.1", port, timeout=5), "/healthz", "")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the web server does not answer")


def get(connection: http.client.HTTPConnection, path: str, cookie: str) -> float:
    began = time.perf_counter()
    connection.request("GET", path, headers={"Cookie": cookie, "Host": "localhost"})
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status}")
    return time.perf_counter() - began


def _measure(port: int, cookie: str, path: str, rounds: int, seconds: float) -> tuple[float, float]:
    """Median over rounds of (requests a second, p95 in milliseconds) with eight clients."""
    found = [_round(port, cookie, path, seconds) for _ in range(rounds)]
    return median(rate for rate, _p95 in found), median(p95 for _rate, p95 in found)


def _round(port: int, cookie: str, path: str, seconds: float) -> tuple[float, float]:
    times: list[float] = []
    failures: list[BaseException] = []
    deadline = time.perf_counter() + seconds

    def work() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            while time.perf_counter() < deadline:
                times.append(get(connection, path, cookie))
        except (OSError, RuntimeError) as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(_CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return len(times) / seconds, 1000 * quantiles(times, n=20)[-1]

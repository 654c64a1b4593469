"""The web server while Valkey or PostgreSQL is away, frozen or restarted. Real processes, real requests."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from statistics import median

import pytest

from tests.faults.site import prepared_world, serving, up
from tests.real_processes import World, at_work
from tests.runtime.embedded_world import CODE, eventually

pytestmark = pytest.mark.services

MESSAGES = "SELECT count(*) FROM claims_claimevent WHERE kind = 'message'"
CONSUMED = "SELECT count(DISTINCT event_id) FROM notifications_consumption"


@pytest.fixture(scope="module")
def site() -> Iterator[World]:
    with prepared_world() as made:
        yield made


def test_without_valkey_everything_is_kept_and_answered(site: World) -> None:
    before, told = site.number(MESSAGES), site.number(CONSUMED)
    with serving(site, REDIS_URL="unix:///nonexistent/redis.sock") as web:
        for number in range(20):
            assert web.write(f"Nobody listens {number}") == 200
            assert web.get("/")[0] == 200
        usual = median(web.took)
        assert web.get("/readyz")[0] == 503
    assert site.number(MESSAGES) - before == 20
    assert usual < 1.0
    with at_work(site):
        site.send("apps.notifications.tasks.relay_outbox")
        assert eventually(lambda: site.number(CONSUMED) >= told + 20), "events flow when it is back"


def test_a_frozen_valkey_stops_nobody(site: World) -> None:
    before = site.number(MESSAGES)
    with serving(site) as web:
        frozen = site.server("valkey")
        os.kill(frozen, signal.SIGSTOP)
        try:
            for number in range(20):
                assert web.write(f"It hears and says nothing {number}") == 200
                assert web.get("/claims/")[0] == 200
            usual = median(web.took)
            assert web.get("/accounts/login/")[0] in {200, 302}
            assert web.get("/readyz")[0] == 503
        finally:
            os.kill(frozen, signal.SIGCONT)
    assert site.number(MESSAGES) - before == 20
    assert usual < 1.0


def test_a_database_that_is_away_is_said_so(site: World) -> None:
    with serving(site, DATABASE_URL="postgresql://sanbao_app@/sanbao?host=/nonexistent") as web:
        for path in ("/", "/claims/", "/accounts/login/", "/api/v1/claims/"):
            status, headers = web.get(path)
            assert (path, status, headers.get("retry-after")) in [(path, 503, "10"), (path, 200, None)], path
        assert web.get("/claims/")[0] == 503
        assert web.write("x") == 503
        began = time.perf_counter()
        assert web.get("/readyz")[0] == 503
        assert time.perf_counter() - began < 2
        assert up(web), "the process answers"


def test_restarts_under_load_fail_no_reader_who_asks_when_it_is_back(site: World) -> None:
    before = site.number(MESSAGES)
    kept: list[int] = []
    with serving(site) as web:
        stop = threading.Event()

        def read() -> None:
            while not stop.is_set():
                web.get("/claims/")

        def write() -> None:
            while not stop.is_set():
                kept.append(web.write(f"{time.monotonic_ns()}"))

        people = [threading.Thread(target=read) for _ in range(6)] + [threading.Thread(target=write) for _ in range(2)]
        for person in people:
            person.start()
        for _ in range(2):
            time.sleep(1)
            site.restart("postgres", signal.SIGINT)
        time.sleep(1)
        stop.set()
        for person in people:
            person.join()
        during = dict(web.answers)
        web.answers.clear()
        for _ in range(20):
            web.get("/claims/")
            web.write("It is back")
        after = dict(web.answers)
    assert set(during) <= {200, 503}, during
    assert after == {200: 40}
    said = kept.count(200) + 20
    assert site.number(MESSAGES) - before == said, "what was answered is kept, and nothing else"
    print(f"\nrestarts under load: {during}", file=sys.stderr)


@pytest.mark.parametrize("program", ["-c|import config.wsgi", "-m|celery|-A|config|worker|--pool|solo"])
def test_no_program_starts_as_a_role_that_no_wall_binds(site: World, program: str) -> None:
    strong = site.environment() | {"DATABASE_URL": site.strong()}
    done = subprocess.run(
        [sys.executable, *program.split("|")],
        cwd=CODE, env=strong, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert "bypasses row-level security: DATABASE_URL must name an ordinary role" in done.stderr + done.stdout

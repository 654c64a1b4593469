"""The web server while Valkey or PostgreSQL is away, frozen or restarted. Real processes, real requests."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median

import pytest

from apps.lab.benchmarks.web import free_port
from apps.runtime.supervision import programs
from tests.real_processes import World, at_work, world
from tests.runtime.embedded_world import CODE, eventually

pytestmark = pytest.mark.services

#: A workshop with a claim, its key, and a cookie of somebody who works there.
PREPARE = """
import json
from django.utils import timezone
from apps.lab.benchmarks.web import session_of
from apps.organizations.identity import new_secret
from apps.organizations.models import ApiKey
from apps.organizations.scope import system_scope
from apps.claims.models import Claim
from tests.cast import build_cast
from tests.factories import make_owned_vehicle
from tests.walls.rows import Sides, build
cast = build_cast()
with system_scope("test"):
    sides = Sides(cast.amina, cast.dealer_nairobi, cast.maker_hanhai, cast.regulator_ke, "KE")
    claim = build(Claim, sides)
    key, prefix, digest = new_secret()
    ApiKey.objects.create(
        organization=cast.dealer_nairobi, name="Till", prefix=prefix, digest=digest, may_write=True,
        created_by_name="Test", created_at=timezone.now(),
    )
print(json.dumps({"claim": claim.number, "key": key, "cookie": session_of(cast.amina)}))
"""
MESSAGES = "SELECT count(*) FROM claims_claimevent WHERE kind = 'message'"
CONSUMED = "SELECT count(DISTINCT event_id) FROM notifications_consumption"


@dataclass
class Site:
    """A web server over servers that the test can stop."""

    world: World
    claim: str
    key: str
    cookie: str
    port: int
    took: list[float] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)

    def get(self, path: str) -> tuple[int, dict[str, str]]:
        return self._ask("GET", path, {"Cookie": self.cookie})

    def write(self, text: str) -> int:
        body = json.dumps({"message": text})
        headers = {"Authorization": f"Api-Key {self.key}", "Content-Type": "application/json"}
        return self._ask("POST", f"/api/v1/claims/{self.claim}/message/", headers, body)[0]

    def _ask(self, method: str, path: str, headers: dict[str, str], body: str = "") -> tuple[int, dict[str, str]]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        began = time.perf_counter()
        connection.request(method, path, body or None, {"Host": "localhost", **headers})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        self.took.append(time.perf_counter() - began)
        self.answers[answer.status] += 1
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}


@pytest.fixture(scope="module")
def site() -> Iterator[World]:
    with world() as made:
        made.manage("collectstatic", "--no-input", "--verbosity", "0")
        made.prepared = json.loads(made.python(PREPARE).splitlines()[-1])  # type: ignore[attr-defined]
        yield made


@contextmanager
def serving(made: World, **environment: str) -> Iterator[Site]:
    port = free_port()
    web = programs(bind="127.0.0.1", port=port, var=made.folder)[0]
    with (made.folder / "web.log").open("ab") as log:
        process = subprocess.Popen(
            [*web.arguments[:1], "-u", *web.arguments[1:]],
            cwd=CODE, env={**made.environment(), **environment}, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    found = Site(made, port=port, **made.prepared)  # type: ignore[attr-defined]
    try:
        assert eventually(lambda: _up(found), seconds=60), (made.folder / "web.log").read_text()[-2000:]
        found.get("/")  # both are warm
        found.took.clear()
        found.answers.clear()
        yield found
    except AssertionError:
        print((made.folder / "web.log").read_text()[-3000:], file=sys.stderr)
        raise
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _up(site: Site) -> bool:
    try:
        connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=5)
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        return connection.getresponse().status == 200
    except OSError:
        return False


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
        assert eventually(lambda: site.number(CONSUMED) >= told + 20, seconds=60), "events flow when it is back"


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
        assert _up(web), "the process answers"


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

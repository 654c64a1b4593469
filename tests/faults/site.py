"""A web server over servers that a test can stop, and somebody who asks it."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

from apps.lab.benchmarks.web import free_port
from apps.runtime.supervision import programs
from tests.real_processes import World, world
from tests.runtime.embedded_world import CODE, eventually

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

    def ask_reset(self, email: str) -> int:
        """Ask for a new password as somebody who is signed out: the form, then its answer."""
        _status, headers = self._ask("GET", "/accounts/password/reset/", {})
        token = headers["set-cookie"].partition("csrftoken=")[2].partition(";")[0]
        body = urlencode({"email": email, "csrfmiddlewaretoken": token})
        sent = {"Cookie": f"csrftoken={token}", "Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", "/accounts/password/reset/", sent, body)[0]

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


@contextmanager
def prepared_world() -> Iterator[World]:
    """Servers with a workshop, its key and a cookie, for several sites one after another."""
    with world() as made:
        made.manage("collectstatic", "--no-input", "--verbosity", "0")
        made.prepared = json.loads(made.python(PREPARE).splitlines()[-1])  # type: ignore[attr-defined]
        yield made


@contextmanager
def serving(made: World, **environment: str) -> Iterator[Site]:
    port = free_port()
    web = programs(bind="127.0.0.1", port=port, var=made.folder)[0]
    with (made.folder / "web.log").open("ab") as log:
        processes = [
            subprocess.Popen(
                [*web.arguments[:1], "-u", *web.arguments[1:]],
                cwd=CODE, env={**made.environment(), **environment}, stdout=log, stderr=log, start_new_session=True,
            )
            for _ in range(web.processes)
        ]  # fmt: skip
    found = Site(made, port=port, **made.prepared)  # type: ignore[attr-defined]
    try:
        assert eventually(lambda: up(found)), (made.folder / "web.log").read_text()[-2000:]
        found.get("/")  # both are warm
        found.took.clear()
        found.answers.clear()
        yield found
    except AssertionError:
        print((made.folder / "web.log").read_text()[-3000:], file=sys.stderr)
        raise
    finally:
        for process in processes:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def up(site: Site) -> bool:
    try:
        connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=5)
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        return connection.getresponse().status == 200
    except OSError:
        return False

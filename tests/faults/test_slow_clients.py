"""Whoever sends or reads slowly holds a connection, and nobody's thread: people go on working."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import quantiles

import pytest

from tests.faults.site import Site, prepared_world, serving
from tests.real_processes import World
from tests.runtime.embedded_world import eventually

pytestmark = pytest.mark.services

SLOW = 200
#: What a server keeps in memory of an answer that is not taken: IN_MEMORY of config/web.py, which opens the whole site.
IN_MEMORY = 256 * 1024
PEOPLE, TIMES = 20, 5
TOKEN = "abcdefghijklmnopqrstuvwxyzabcdef"


@pytest.fixture(scope="module")
def site() -> Iterator[World]:
    with prepared_world() as made:
        yield made


def request(method: str, path: str, *headers: str) -> bytes:
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: localhost", *headers, "", ""]).encode()


@contextmanager
def slow(web: Site, sent: bytes) -> Iterator[list[socket.socket]]:
    """Connections that send this much, and read nothing of the answer."""
    with ExitStack() as open_ones:
        found = []
        for number in range(SLOW):
            one = open_ones.enter_context(socket.socket())
            one.bind((f"127.0.1.{number}", 0))  # each at home somewhere else
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            one.connect(("127.0.0.1", web.port))
            one.sendall(sent)
            found.append(one)
        yield found


def _begun(one: socket.socket) -> bool:
    one.settimeout(120)
    return bool(one.recv(1))


def people_at_work(web: Site) -> float:
    """Twenty people, each some pages; the p95 of their waiting in seconds. All of them are answered."""
    web.took.clear()
    web.answers.clear()

    def work() -> None:
        for _ in range(TIMES):
            web.get("/claims/")

    threads = [threading.Thread(target=work) for _ in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert web.answers == {200: PEOPLE * TIMES}
    return quantiles(web.took, n=20)[-1]


def largest_static(folder: Path) -> str:
    files = [path for path in (folder / "static").rglob("*") if path.is_file()]
    assert not [path for path in files if path.suffix == ".map"]
    return "/static/" + str(max(files, key=lambda path: path.stat().st_size).relative_to(folder / "static"))


def test_slow_readers_and_writers_stop_nobody(site: World) -> None:
    with serving(site) as web:
        people_at_work(web)
        alone = people_at_work(web)
        readers = request("GET", largest_static(site.folder))
        form = ("Content-Type: application/x-www-form-urlencoded", "Content-Length: 5000")
        writers = request("POST", "/accounts/login/", f"Cookie: csrftoken={TOKEN}", *form) + b"csrfmiddlewaretoken="
        schema = request("GET", "/api/schema/")
        with slow(web, readers) as files, slow(web, writers), slow(web, schema) as descriptions:
            # Each has begun to be answered: what is measured is that they read slowly, not what they asked for.
            assert all(_begun(one) for one in (*files, *descriptions))
            beside = people_at_work(web)
    told = f"alone {alone:.3f} s, beside {3 * SLOW} slow ones {beside:.3f} s: {beside / alone:.2f}"
    print(f"\np95 of {PEOPLE} people: {told}", file=sys.stderr)
    assert beside < 10


def test_one_address_cannot_take_all_connections(site: World) -> None:
    """A flood from one place is turned away; people elsewhere are served."""
    with serving(site, SANBAO_CONNECTIONS_PER_ADDRESS="5") as web, ExitStack() as open_ones:
        flood = []
        for _ in range(50):
            one = open_ones.enter_context(socket.socket())
            one.bind(("127.0.1.7", 0))
            one.settimeout(5)
            one.connect(("127.0.0.1", web.port))
            flood.append(one)
        assert eventually(lambda: sum(_is_closed(one) for one in flood) >= 50 - 5 * 2, seconds=10)
        assert web.get("/claims/")[0] == 200
        assert sum(_is_closed(one) for one in flood) == 50 - 5 * 2


def _is_closed(one: socket.socket) -> bool:
    """Whether the server ended the connection."""
    one.setblocking(False)
    try:
        return one.recv(1, socket.MSG_PEEK) == b""
    except BlockingIOError:
        return False
    except ConnectionError:
        return True


#: Cases by the thousand, and the cookie of a regulator who sees them all.
MANY = """
from django.utils import timezone
from apps.accounts.models import User
from apps.lab.benchmarks.web import session_of
from apps.lab.simulation.industry import Plan, build
from apps.organizations.models import Membership, Organization
from apps.organizations.scope import system_scope
build(Plan(seed=7, months=12, clocks=8_000, as_of=timezone.now(), makers=4))
with system_scope("test"):
    desk = Organization.objects.create(kind="regulator", name="Board", slug="board", country="KE", worldwide=True)
    user = User.objects.create_user("reader@example.org", "password-of-a-reader")
    Membership.objects.create(user=user, organization=desk, person_name="Reader", preferred=True)
print(session_of(user))
"""


def test_a_slow_reader_of_many_rows_holds_no_transaction(site: World) -> None:
    """The cases of a regulator as a file: read from the database at its own speed, whatever the reader's is."""
    cookie = site.python(MANY).splitlines()[-1]
    with serving(site) as web, ExitStack() as open_ones:
        slow_ones = [open_ones.enter_context(socket.socket()) for _ in range(6)]
        for one in slow_ones:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            one.settimeout(120)
            one.connect(("127.0.0.1", web.port))
            one.sendall(request("GET", "/compliance/cases.csv", f"Cookie: {cookie}"))
        # Each has begun: before, nothing is read from the database either.
        assert all(one.recv(1) for one in slow_ones)
        assert eventually(lambda: all_are_written(site))
        web.took.clear()
        assert web.get("/claims/")[0] == 200
        first = open_ones.enter_context(socket.create_connection(("127.0.0.1", web.port)))
        first.sendall(request("GET", "/compliance/cases.csv", f"Cookie: {cookie}", "Connection: close"))
        whole = b"".join(iter(lambda: first.recv(65536), b""))
    assert whole.startswith(b"HTTP/1.1 200")
    assert whole.count(b"\r\n") > 2_000
    assert len(whole) > IN_MEMORY, "what no memory of a server is meant for"


def all_are_written(site: World) -> bool:
    """Whether no answer is being read from the database any more."""
    busy = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend' "
        "AND state <> 'idle' AND pid <> pg_backend_pid()"
    )
    return site.number(busy, site.database) == 0

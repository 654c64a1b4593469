"""Finding the embedded services running, or starting them: the one entry for settings, commands and tests."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from apps.runtime import locks
from apps.runtime.errors import ServiceError

if TYPE_CHECKING:
    from apps.runtime.layout import Layout, Place

#: Handed down to child processes, so that they need not look again.
VARIABLE = "SANBAO_SERVICES"
#: Seconds for the servers to answer; recovery after a crash of a big database takes its time.
PATIENCE = 180.0
#: Bytes after which the servers' log is put aside at the next start.
LONGEST_LOG = 10 * 1024 * 1024
CODE_ROOT = Path(__file__).resolve().parents[2]

#: Keepers started by this process: kept, so that they are not reported as forgotten.
_keepers: list[subprocess.Popen[bytes]] = []


@dataclass(frozen=True)
class Services:
    """Where the running services are. ``database_url`` is the superuser's; others connect by role."""

    database_url: str
    socket_dir: str
    redis_socket: str
    data_dir: str
    project: str
    throwaway: bool
    notes: list[str] = field(default_factory=list)


def ensure_services(project_dir: Path, *, throwaway: bool = False) -> Services:
    """Return running PostgreSQL and Valkey of this project, started when they are not; raise ServiceError.

    Data is in ``project_dir/var`` (or SANBAO_VAR), or with ``throwaway`` in a temporary folder that vanishes with
    the last process that uses it. The services stay up at least as long as this process lives.
    """
    project = str(Path(project_dir).resolve())
    if (known := _handed_down(project, throwaway=throwaway)) is not None:
        return known
    # What follows needs psycopg and time; a child process returned above.
    from apps.runtime.layout import durable_place, throwaway_place

    try:
        if throwaway:
            services = _start(project, throwaway_place(), throwaway=True)
        else:
            var = Path(os.environ.get("SANBAO_VAR") or Path(project, "var"))
            var.mkdir(parents=True, exist_ok=True)
            with locks.exclusively(var / "services.lock"):
                services = _start(project, durable_place(var.resolve()), throwaway=False)
    except PermissionError as error:
        raise ServiceError(
            f"{error.filename or project_dir} may not be written: run as the folder's owner, "
            "or set SANBAO_VAR to a folder of your own"
        ) from None
    except OSError as error:
        raise ServiceError(f"the embedded services cannot be started: {error}") from None
    os.environ[VARIABLE] = json.dumps(asdict(services))
    return services


def _handed_down(project: str, *, throwaway: bool) -> Services | None:
    """Return the services a parent process told of, when they are the ones wanted and still answer."""
    services = handed_services()
    if services is None or (services.project, services.throwaway) != (project, throwaway):
        return None
    lease = Path(services.data_dir) / "lease.lock"
    if not _kept(services):
        return None
    with contextlib.suppress(OSError):
        if locks.hold_lease(lease, wait=False):
            if _listens(Path(services.socket_dir) / ".s.PGSQL.5432") and _listens(Path(services.redis_socket)):
                return replace(services, notes=[])
            locks.give_up_lease(lease)
    return None


def revive(services: Services) -> None:
    """Give running services a keeper again when theirs was killed; a long-running parent asks for it now and then."""
    if not services.throwaway and not _kept(services):
        os.environ.pop(VARIABLE, None)
        ensure_services(Path(services.project))


def handed_services() -> Services | None:
    """Return the services this process or its parent has started, None when they are somebody else's."""
    try:
        return Services(**json.loads(os.environ.get(VARIABLE, "")))
    except (ValueError, TypeError):
        return None


def _kept(services: Services) -> bool:
    with contextlib.suppress(OSError):
        return locks.is_held(Path(services.data_dir) / "keeper.lock")
    return False


def _listens(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(5)
        return connection.connect_ex(str(path)) == 0


def _start(project: str, place: Place, *, throwaway: bool) -> Services:
    from apps.runtime import postgres
    from apps.runtime.layout import furnish

    locks.hold_lease(place.lease, wait=True)
    try:
        layout = furnish(place)
        notes = list(layout.notes)
        if postgres.make_cluster(layout, throwaway=throwaway) and not throwaway:
            notes.append(f"made a new database in {layout.postgres_data}")
        _keep(place, layout, throwaway=throwaway)
        _prepare_database(layout)
    except BaseException:
        locks.give_up_lease(place.lease)
        raise
    return Services(
        database_url=postgres.admin_url(layout),
        socket_dir=str(layout.socket_dir),
        redis_socket=str(layout.redis_socket),
        data_dir=str(layout.home),
        project=project,
        throwaway=throwaway,
        notes=notes,
    )


def _spawn_keeper(layout: Layout, *, throwaway: bool) -> subprocess.Popen[bytes]:
    from apps.runtime import postgres, valkey
    from apps.runtime.keeper import Plan

    plan = Plan(
        home=str(layout.home),
        socket_dir=str(layout.socket_dir),
        throwaway=throwaway,
        user=layout.account.uid if layout.account.drop else None,
        group=layout.account.gid if layout.account.drop else None,
        servers=[
            postgres.server_plan(layout, throwaway=throwaway),
            valkey.server_plan(layout, throwaway=throwaway),
        ],
    )
    with contextlib.suppress(FileNotFoundError):
        if layout.log.stat().st_size > LONGEST_LOG:
            layout.log.replace(layout.log.with_suffix(".log.1"))
    environment = {key: value for key, value in os.environ.items() if key not in {VARIABLE, "PYTHONPATH"}}
    with layout.log.open("ab") as log:
        keeper = subprocess.Popen(
            [sys.executable, "-m", "apps.runtime.keeper", str(layout.home)],
            cwd=CODE_ROOT,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            env=environment,
            start_new_session=True,
        )
    _keepers.append(keeper)
    assert keeper.stdin is not None
    with contextlib.suppress(BrokenPipeError), keeper.stdin:
        keeper.stdin.write(plan.to_json().encode())
    return keeper


def _keep(place: Place, layout: Layout, *, throwaway: bool) -> None:
    """Wait until a keeper's servers answer; start a keeper when there is none, or when the one there is leaves.

    A keeper that was told to end (a machine going down and up, somebody's kill) takes its servers and their folder of
    sockets with it while we wait for them.
    """
    from apps.runtime.layout import furnish

    for _ in range(3):
        mine = None if locks.is_held(layout.keeper_lock) else _spawn_keeper(layout, throwaway=throwaway)
        if _wait_for(layout, mine):
            return
        furnish(place)
    raise ServiceError(f"the embedded services are being stopped: see {layout.log}")


def _wait_for(layout: Layout, mine: subprocess.Popen[bytes] | None) -> bool:
    """Wait until both servers answer; False when somebody else's keeper has left meanwhile.

    Raises ServiceError with the log's last words when our own does not get them to answer.
    """
    from apps.runtime import postgres, valkey

    deadline = time.monotonic() + PATIENCE
    pause = 0.01
    while True:
        why = postgres.answers(layout) or valkey.answers(layout.redis_socket)
        if not why:
            return True
        if (mine is None or mine.poll() is not None) and not locks.is_held(layout.keeper_lock):
            if mine is None:
                return False
            raise ServiceError(f"the embedded services did not start: {_last_words(layout.log)} (log: {layout.log})")
        if time.monotonic() > deadline:
            raise ServiceError(f"no answer after {PATIENCE:.0f} s ({why}): see {layout.log}")
        time.sleep(pause)
        pause = min(pause * 1.5, 0.25)


def _last_words(log: Path) -> str:
    """Return the last fatal line of the servers' log."""
    lines = log.read_text(errors="replace").splitlines()[-60:]
    telling = [line for line in lines if any(word in line for word in ("FATAL", "PANIC", "Fatal error", "# Bad"))]
    return (telling or lines or ["no word in the log"])[-1].strip()[:300]


def _prepare_database(layout: Layout) -> None:
    """Make roles and the database; they are cheap to ask for again."""
    import psycopg

    from apps.runtime import postgres
    from apps.runtime.roles import RolesError, ensure_roles

    try:
        with psycopg.connect(postgres.admin_url(layout, "postgres"), autocommit=True) as admin:
            ensure_roles(admin, database=postgres.DATABASE)
    except (psycopg.Error, RolesError) as error:
        raise ServiceError(f"the database's roles cannot be made: {error}") from None

"""Find or start the servers, and know when to stop them."""

from __future__ import annotations

import atexit
import json
import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from .errors import ServiceError
from .lease import Lease, exclusive
from .place import find_place
from .postgres import Postgres
from .roles import ensure_roles
from .valkey import Valkey

#: Hands the addresses down to child processes, which neither probe nor stop anything.
VARIABLE = "SANBAO_SERVICES"
_kept: dict[str, Lease] = {}


@dataclass(frozen=True)
class Services:
    """Addresses of running servers; ``database_url`` is the administrator's."""

    database_url: str
    redis_socket: str
    data: str
    notes: tuple[str, ...] = ()


def ensure_services(project: Path, *, throwaway: bool = False) -> Services:
    """Return running servers of ``project``, started if need be; raises ServiceError with the mend.

    They stop when the last process that uses them ends. ``throwaway`` servers belong to this process alone and
    take their data with them.
    """
    handed = os.environ.get(VARIABLE)
    if handed:
        return Services(**{**json.loads(handed), "notes": ()})
    try:
        services = _throwaway(project) if throwaway else _shared(project)
    except OSError as error:
        raise ServiceError(
            f"PostgreSQL and Valkey cannot be started: {error.strerror or error} ({error.filename})"
        ) from error
    os.environ[VARIABLE] = json.dumps(asdict(services))
    return services


def _shared(project: Path) -> Services:
    place = find_place(project, throwaway=False)
    postgres, valkey = Postgres(place, throwaway=False), Valkey(place, throwaway=False)
    with exclusive(place.data / "start.lock"):
        lease = Lease(place.data / "use.lock")
        _start(postgres, valkey)
    _kept[str(place.data)] = lease

    def leave() -> None:
        with exclusive(place.data / "start.lock"):
            if lease.leave():
                valkey.stop()
                postgres.stop()
            lease.close()

    atexit.register(leave)
    return Services(postgres.admin_url, str(valkey.socket), str(place.data), place.notes)


def _throwaway(project: Path) -> Services:
    place = find_place(project, throwaway=True)
    postgres, valkey = Postgres(place, throwaway=True), Valkey(place, throwaway=True)
    owner = os.getpid()
    _start(postgres, valkey)

    def leave() -> None:
        if os.getpid() == owner:
            valkey.stop()
            postgres.stop()
            shutil.rmtree(place.data, ignore_errors=True)

    atexit.register(leave)
    return Services(postgres.admin_url, str(valkey.socket), str(place.data), place.notes)


def _start(postgres: Postgres, valkey: Valkey) -> None:
    if not postgres.answers():
        postgres.start()
    ensure_roles(postgres.admin_url)
    if not valkey.answers():
        valkey.start()

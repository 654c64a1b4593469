"""A PostgreSQL, a Valkey and Celery workers of a test's own, to be killed at will; nothing outlives the test."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from celery import Celery

from apps.runtime import processes
from tests.databases import copy_migrated
from tests.runtime.embedded_world import CODE, User, eventually, open_folder, servers


@dataclass
class World:
    """Servers of its own with one migrated database, ``sanbao``, of which scenarios take copies."""

    user: User
    folder: Path
    database: str = "sanbao"
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def environment(self) -> dict[str, str]:
        """Settings of the processes of this world: as a site of its own would have them."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("SANBAO_", "DJANGO_"))}
        address = f"/{self.database}?host={self.user.told['socket_dir']}"
        return {
            **kept,
            "SANBAO_VAR": str(self.folder),
            "SANBAO_LOG_LEVEL": "ERROR",
            "DATABASE_URL": f"postgresql://sanbao_app@{address}",
            "DATABASE_OWNER_URL": f"postgresql://sanbao_owner@{address}",
            "REDIS_URL": f"unix://{self.user.told['redis_socket']}",
            "PYTHONPATH": str(CODE),
        }

    def manage(self, *words: str) -> str:
        """Run ``manage.py``; what it said."""
        return self._run(sys.executable, "manage.py", *words)

    def python(self, program: str) -> str:
        """Run a few lines inside of Django, in a process of their own; what they printed."""
        start = "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'config.settings'; django.setup()\n"
        return self._run(sys.executable, "-c", start + program)

    def _run(self, *command: str) -> str:
        done = subprocess.run(command, cwd=CODE, env=self.environment(), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def copy(self, name: str) -> World:
        """The same servers with a copy of the database, and an empty queue."""
        self.redis("flushall")
        with psycopg.connect(self._strong("postgres"), autocommit=True) as admin:
            admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{self.database}" OWNER sanbao_owner')
            # Throw-away servers answer before they have written: fine until one is killed.
            admin.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = on')
        return World(self.user, self.folder, name)

    def sql(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Run a statement as the superuser, who sees past the walls."""
        with psycopg.connect(self._strong(self.database), autocommit=True) as connection:
            cursor = connection.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []

    def number(self, statement: str, *values: Any) -> int:
        return int(self.sql(statement, *values)[0][0])

    def strong(self) -> str:
        """The superuser's address of this database, whom no wall binds."""
        return self._strong(self.database)

    def _strong(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self.user.told['socket_dir']}"

    def redis(self, *command: str) -> Any:
        client: Any = self.user.redis()
        return client.execute_command(*command)

    def send(self, task: str, *values: Any) -> None:
        """Queue a task as the timetable does."""
        socket = self.user.told["redis_socket"]
        Celery("test", broker=f"redis+socket://{socket}?virtual_host=0").send_task(task, args=values)

    def start_worker(self, *words: str, count: int = 2) -> subprocess.Popen[bytes]:
        """Start a Celery worker with ``count`` processes."""
        return self._celery("worker", "-c", str(count), "--without-gossip", "--without-mingle", *words)

    def start_beat(self, name: str) -> subprocess.Popen[bytes]:
        """Start a Celery beat with a memory of its own."""
        return self._celery("beat", "--schedule", str(self.folder / name), "--pidfile", "")

    def _celery(self, *words: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "celery", "-A", "config", *words, "--loglevel", "ERROR"]
        with (self.folder / "celery.log").open("ab") as log:
            process = subprocess.Popen(
                command, cwd=CODE, env=self.environment(), stdout=log, stderr=log, start_new_session=True
            )
        self.workers.append(process)
        return process

    def kill_worker(self, worker: subprocess.Popen[bytes]) -> None:
        """kill -9 of a worker with all its processes."""
        with suppress(ProcessLookupError):
            os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()

    def server(self, name: str) -> int:
        """Process id of ``postgres`` or ``valkey``."""
        return servers(Path(self.user.told["data_dir"]))[name][0]

    def restart(self, name: str, number: signal.Signals = signal.SIGKILL) -> None:
        """End a server with a signal; its keeper starts it again. Returns when it answers."""
        before = self.server(name)
        os.kill(before, number)
        assert eventually(lambda: not processes.alive(before))
        assert eventually(lambda: self._answers(name))

    def _answers(self, name: str) -> bool:
        with suppress(Exception):
            return bool(self.sql("SELECT 1") if name == "postgres" else self.redis("ping"))
        return False


def children(pid: int) -> list[int]:
    """Process ids of the direct children, whichever thread started them."""
    threads = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(word) for thread in threads for word in thread.read_text().split()]


@contextmanager
def world() -> Iterator[World]:
    """Servers with a migrated database; workers that a test has left are ended."""
    with open_folder() as folder, User(folder, "throwaway") as user:
        made = World(user, folder)
        if not copy_migrated(made.strong()):
            made.manage("migrate", "--verbosity", "0")
        yield made


@contextmanager
def at_work(site: World, **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A worker while the block runs; every worker of ``site`` is ended after it."""
    try:
        yield site.start_worker(**options)
    finally:
        for worker in site.workers:
            if worker.poll() is None:
                site.kill_worker(worker)


def moment(seconds: float) -> None:
    """Let a moment pass: what happens in it is up to the machine."""
    time.sleep(seconds)

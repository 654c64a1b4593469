"""``manage.py up``: migrate, prepare, and run web server, worker and timetable until told to stop."""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import subprocess
import sys
import time
import urllib.request
from argparse import ArgumentParser
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError

from apps.runtime.errors import ServiceError
from apps.runtime.preflight import check_database, check_port, check_redis
from apps.runtime.service import handed_services, revive
from apps.runtime.supervision import configuration, programs
from apps.runtime.tied import die_with_parent

#: What is done before the first request, and what the person in front is told meanwhile.
STEPS = (
    ("Preparing the database", "migrate", {"verbosity": 0, "interactive": False}),
    ("Loading the registry of makers", "wmi_load", {"verbosity": 0}),
    ("Collecting style sheets and scripts", "collectstatic", {"verbosity": 0, "interactive": False}),
    ("Looking for demo data (the first start makes them)", "demo", {"if_empty": True}),
)
READY_SECONDS = 60


class Command(BaseCommand):
    help = "Run the whole site: web server, Celery worker and beat, with PostgreSQL and Valkey if none are named."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=os.environ.get("SANBAO_PORT", "8000"))
        parser.add_argument("--bind", default=os.environ.get("SANBAO_BIND", "127.0.0.1"))
        parser.add_argument("--no-demo", action="store_true", help="start with an empty database")

    def handle(self, *args: Any, port: int, bind: str, no_demo: bool, **options: Any) -> None:
        began = time.monotonic()
        var = Path(settings.VAR_DIR)
        (var / "log").mkdir(parents=True, exist_ok=True)
        with self._only_one(var), self._stoppable():
            check_port(bind, port)
            check_database("default", "DATABASE_URL")
            check_database("owner", "DATABASE_OWNER_URL")
            check_redis(settings.REDIS_URL)
            services = handed_services()
            for note in services.notes if services else ():
                self.stdout.write(note)
            self._prepare(skip_demo=no_demo)
            check_port(bind, port)  # two that start at once both found it free before
            self._supervise(var, bind, port, began)

    @contextlib.contextmanager
    def _only_one(self, var: Path) -> Any:
        with (var / "up.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise CommandError("Sanbao already runs from this folder: use it, or stop it with make stop") from None
            (var / "up.pid").write_text(str(os.getpid()))
            yield
            (var / "up.pid").unlink(missing_ok=True)

    @contextlib.contextmanager
    def _stoppable(self) -> Any:
        """SIGTERM ends the site as Ctrl-C does."""

        def interrupt(number: int, frame: FrameType | None) -> None:
            raise KeyboardInterrupt

        signal.signal(signal.SIGTERM, interrupt)
        with contextlib.suppress(KeyboardInterrupt):
            yield

    def _prepare(self, *, skip_demo: bool) -> None:
        known = get_commands()
        for words, command, arguments in STEPS:
            if command not in known or (command == "demo" and skip_demo):
                continue
            if command == "collectstatic" and _static_is_fresh():
                continue
            self.stdout.write(f"{words} …")
            self.stdout.flush()
            call_command(command, **arguments)

    def _supervise(self, var: Path, bind: str, port: int, began: float) -> None:
        listed = programs(bind=bind, port=port, var=var)
        config = var / "supervisord.conf"
        config.write_text(configuration(listed, project=settings.BASE_DIR, var=var))
        supervisor = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "supervisor.supervisord", "-c", str(config)],
            cwd=settings.BASE_DIR,
            env={**os.environ, "SANBAO_SITE_URL": os.environ.get("SANBAO_SITE_URL", f"http://localhost:{port}")},
            start_new_session=True,
            preexec_fn=die_with_parent,
        )
        try:
            self._announce(supervisor, var, bind, port, began)
            self._watch(supervisor)
            raise CommandError(f"the supervisor ended by itself; its log is {var / 'log' / 'supervisor.log'}")
        except KeyboardInterrupt:
            self.stdout.write("\nStopping …")
        finally:
            supervisor.terminate()
            with contextlib.suppress(KeyboardInterrupt):
                supervisor.wait()

    def _watch(self, supervisor: subprocess.Popen[bytes]) -> None:
        """Wait for the supervisor's end; meanwhile see that PostgreSQL and Valkey have their keeper."""
        services = handed_services()
        while supervisor.poll() is None:
            time.sleep(1)
            if services is not None:
                try:
                    revive(services)
                except ServiceError as error:
                    self.stderr.write(f"sanbao: {error}")

    def _announce(self, supervisor: subprocess.Popen[bytes], var: Path, bind: str, port: int, began: float) -> None:
        host = "localhost" if bind in {"127.0.0.1", "0.0.0.0", "::", "::1"} else bind  # noqa: S104 - only compared
        url = f"http://{host}:{port}"
        deadline = time.monotonic() + READY_SECONDS
        while not _ready(f"http://{'127.0.0.1' if host == 'localhost' else host}:{port}/readyz"):
            if supervisor.poll() is not None or time.monotonic() > deadline:
                raise CommandError(f"the site does not become ready; its logs are in {var / 'log'}")
            time.sleep(0.1)
        self.stdout.write(self.style.SUCCESS(f"\nSanbao is ready at {url} ({time.monotonic() - began:.0f} s)"))
        if "demo" in get_commands() and not settings.PRODUCTION:
            call_command("demo", show_logins=True)
        self.stdout.write("Press Ctrl-C to stop. Logs are in var/log.")
        self.stdout.flush()


def _static_is_fresh() -> bool:
    """Whether the collected files are newer than ours and than the lock the others come from."""
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    sources = [settings.BASE_DIR / "requirements.lock", *(settings.BASE_DIR / "static").rglob("*")]
    if not manifest.exists():
        return False
    return all(path.stat().st_mtime < manifest.stat().st_mtime for path in sources)


def _ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except OSError:
        return False

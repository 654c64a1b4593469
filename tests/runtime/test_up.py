"""``manage.py up`` as real processes: ready, a killed program comes back, a signal ends everything."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management.base import CommandError

from apps.runtime import preflight, processes
from tests.runtime.embedded_world import CODE, all_gone, eventually, open_folder


@pytest.fixture(scope="module")
def var() -> Iterator[Path]:
    """One place for all: what the first start has migrated is there for the next."""
    with open_folder() as folder:
        yield folder / "var"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _environment(var: Path) -> dict[str, str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("SANBAO_", "DJANGO_"))}
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"):
        environment.pop(name, None)
    return {**environment, "SANBAO_VAR": str(var)}


def _ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=3) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _programs(port: int, var: Path) -> dict[str, list[int]]:
    return {
        "web": processes.find(marker=f"-m config.web --bind 127.0.0.1 --port {port}", program="python"),
        "beat": processes.find(marker=f"{var}/beat-schedule", program="python"),
        "supervisor": processes.find(marker=f"supervisor.supervisord -c {var}/", program="python"),
    }


@pytest.mark.services
def test_the_site_starts_mends_itself_and_ends_whole(var: Path) -> None:
    port = _free_port()
    command = [sys.executable, "manage.py", "up", "--no-demo", "--port", str(port)]
    with subprocess.Popen(command, cwd=CODE, env=_environment(var), stdout=subprocess.PIPE, text=True) as site:
        try:
            assert eventually(lambda: _ready(port))
            second = subprocess.run(
                command, cwd=CODE, env=_environment(var), capture_output=True, text=True, check=False
            )
            assert second.returncode == 1
            assert "already runs from this folder" in second.stderr

            for pid in _programs(port, var)["web"]:
                os.kill(pid, signal.SIGKILL)
            assert eventually(lambda: not _ready(port))
            assert eventually(lambda: _ready(port))

            site.send_signal(signal.SIGTERM)
            said, _ = site.communicate(timeout=60)
            assert f"Sanbao is ready at http://localhost:{port}" in said
            assert site.returncode == 0
        finally:
            site.kill()
    assert eventually(lambda: not any(_programs(port, var).values()))
    assert all_gone((var / "services").resolve())


@pytest.mark.services
def test_kill_9_of_the_command_leaves_nothing_running(var: Path) -> None:
    port = _free_port()
    command = [sys.executable, "manage.py", "up", "--no-demo", "--port", str(port)]
    with subprocess.Popen(command, cwd=CODE, env=_environment(var), stdout=subprocess.DEVNULL) as site:
        ready = eventually(lambda: _ready(port))
        site.kill()
    assert ready
    assert eventually(lambda: not any(_programs(port, var).values()))
    assert all_gone((var / "services").resolve())


def test_a_port_in_use_is_named_with_the_mend() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"port {port} on 127.0.0.1 cannot be used .*SANBAO_PORT=8001 make run"):
            preflight.check_port("127.0.0.1", port)


def test_a_redis_that_is_not_there_is_named_with_the_mend() -> None:
    with pytest.raises(CommandError, match=r"Redis at 127.0.0.1:9 cannot be used .*check REDIS_URL"):
        preflight.check_redis("redis://127.0.0.1:9")

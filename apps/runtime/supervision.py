"""The programs of the site and the configuration of their supervisor (supervisord, a kept library)."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

TIED = Path(__file__).with_name("tied.py")


@dataclass(frozen=True)
class Program:
    """A long-running program; ``stop_seconds`` is how long it may take to finish what it does."""

    name: str
    arguments: tuple[str, ...]
    stop_seconds: int = 10
    processes: int = 1


def programs(*, bind: str, port: int, var: Path, web_workers: int = 2) -> list[Program]:
    """Web server, worker, the worker that posts letters, and timetable."""
    python = sys.executable
    web = (python, "-m", "config.web", "--bind", bind, "--port", str(port))
    worker = (python, "-m", "celery", "-A", "config", "worker", "-c", "2", "--loglevel", "WARNING", "--without-gossip")
    # Of its own: a mail server that does not answer holds up letters only.
    post = (*worker[:6], "-Q", "mail", "--pool", "solo", "--loglevel", "WARNING", "--without-gossip")
    beat = (
        python, "-m", "celery", "-A", "config", "beat", "--loglevel", "WARNING",
        "--schedule", str(var / "beat-schedule"), "--pidfile", "",
    )  # fmt: skip
    return [
        Program("web", web, processes=web_workers),
        Program("worker", worker, stop_seconds=30),
        Program("post", post, stop_seconds=30),
        Program("beat", beat),
    ]


def configuration(listed: list[Program], *, project: Path, var: Path) -> str:
    """The text of a supervisord.conf, without a control port: signals are enough."""
    parts = [
        "[supervisord]",
        "nodaemon=true",
        "silent=true",
        f"logfile={_value(var / 'log' / 'supervisor.log')}",
        f"pidfile={_value(var / 'supervisord.pid')}",
        f"childlogdir={_value(var / 'log')}",
        f"directory={_value(project)}",
    ]
    for program in listed:
        command = " ".join(_word(word) for word in (sys.executable, str(TIED), *program.arguments))
        parts += [
            f"[program:{program.name}]",
            f"command={command}",
            f"numprocs={program.processes}",
            "process_name=%(program_name)s-%(process_num)d",
            f"directory={_value(project)}",
            "autorestart=true",
            "startsecs=2",
            "startretries=10",
            f"stopwaitsecs={program.stop_seconds}",
            "redirect_stderr=true",
            # One for each process: two would turn over the same file at once.
            f"stdout_logfile={_value(var / 'log' / program.name)}-%(process_num)d.log",
            "stdout_logfile_maxbytes=10MB",
            "stdout_logfile_backups=3",
        ]
    return "\n".join(parts) + "\n"


def _value(path: Path) -> str:
    """A path as a value: percent signs are the configuration's own."""
    return str(path).replace("%", "%%")


def _word(text: str) -> str:
    """A word of a command line, quoted."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"'

"""The keeper: one small process that runs the servers of one layout, restarts them and turns off the light.

Started by ``service.py`` with its plan as JSON on standard input, in a session of its own, so that Ctrl-C in a
terminal and a supervisor's end do not reach it. It ends, and the servers with it, when no process holds the lease any
more: however its users ended, ``kill -9`` included. When the keeper itself is killed, the servers go on and the next
start finds them and gives them a new keeper.

Uses the standard library only.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from apps.runtime import locks, processes

#: Seconds between looks at the servers and at the lease; also how long the servers outlive their last user.
LOOK_EVERY = 0.25
#: A server that dies this often within a minute has a reason that a restart does not mend.
MOST_DEATHS = 8


@dataclass(frozen=True)
class ServerPlan:
    """How one server is run, found again and ended."""

    name: str
    command: list[str]
    marker: str  # in the command line of its main process
    child_marker: str  # in those of its children, "" when it has none
    program: str
    socket: str
    stop_signal: int
    leftovers: list[str]  # files that keep a new server from starting after a kill -9


@dataclass(frozen=True)
class Plan:
    """All that the keeper must know."""

    home: str
    socket_dir: str
    throwaway: bool
    user: int | None
    group: int | None
    servers: list[ServerPlan] = field(default_factory=list)

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Plan:
        values = json.loads(text)
        return cls(**{**values, "servers": [ServerPlan(**server) for server in values["servers"]]})


class Server:
    """One running server: our child, or one that an earlier keeper left behind."""

    def __init__(self, plan: ServerPlan, process_options: dict[str, Any]) -> None:
        self.plan = plan
        self.options = process_options
        self.pid = 0
        self.child: subprocess.Popen[bytes] | None = None
        self.deaths: list[float] = []

    def running(self) -> bool:
        """Reap and look."""
        if self.child is not None:
            return self.child.poll() is None
        return bool(self.pid) and processes.alive(self.pid)

    def adopt_or_start(self) -> None:
        """Take over a server that answers; else clear what a dead one left and start."""
        for pid in processes.find(marker=self.plan.marker, program=self.plan.program):
            if Path(self.plan.socket).exists():
                _say(f"{self.plan.name}: found running as process {pid}")
                self.pid, self.child = pid, None
                return
            _say(f"{self.plan.name}: process {pid} has lost its socket, ending it")
            processes.end(pid, first=signal.Signals(self.plan.stop_signal), patience=60)
        self._end_orphans()
        for leftover in self.plan.leftovers:
            with contextlib.suppress(FileNotFoundError):
                Path(leftover).unlink()
        self.child = subprocess.Popen(self.plan.command, stdin=subprocess.DEVNULL, **self.options)
        self.pid = self.child.pid
        _say(f"{self.plan.name}: started as process {self.pid}")

    def _end_orphans(self) -> None:
        """Children of a killed main process still hold its memory; they leave by themselves, or are made to."""
        if not self.plan.child_marker:
            return
        deadline = time.monotonic() + 5
        while orphans := processes.find(marker=self.plan.child_marker, program=self.plan.program):
            if time.monotonic() > deadline:
                for pid in orphans:
                    processes.end(pid, first=signal.SIGQUIT, patience=2)
                return
            time.sleep(0.02)

    def mend(self) -> bool:
        """Start the server again after its death; False when that has been tried too often."""
        now = time.monotonic()
        self.deaths = [moment for moment in self.deaths if now - moment < 60] + [now]
        code = self.child.returncode if self.child else "unknown"
        _say(f"{self.plan.name}: process {self.pid} ended (code {code}), death {len(self.deaths)} in a minute")
        if len(self.deaths) >= MOST_DEATHS:
            return False
        time.sleep(min(0.05 * 2 ** len(self.deaths), 3))
        self.adopt_or_start()
        return True

    def stop(self) -> None:
        if not self.running():
            return
        if self.child is None:
            processes.end(self.pid, first=signal.Signals(self.plan.stop_signal), patience=60)
            return
        self.child.send_signal(self.plan.stop_signal)
        try:
            self.child.wait(60)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()


def main(plan: Plan) -> int:
    """Keep the servers until the last user is gone; 0 then, 1 when a server cannot be kept alive."""
    home = Path(plan.home)
    for ignored in (signal.SIGINT, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    asked, asks = os.pipe()
    signal.signal(signal.SIGTERM, lambda number, _: os.write(asks, b"."))
    keeper_lock, lease = locks.open_lock(home / "keeper.lock"), locks.open_lock(home / "lease.lock")
    if not _become_the_one(keeper_lock):
        return 0  # another keeper is at work
    options: dict[str, Any] = {"cwd": "/", "umask": 0o077, "env": {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}}
    if plan.user is not None:
        options |= {"user": plan.user, "group": plan.group, "extra_groups": []}
    servers = [Server(server, options) for server in plan.servers]
    code = 0
    try:
        for server in servers:
            server.adopt_or_start()
        # At once: whoever starts after the signal must not find servers that are about to go.
        while not select.select([asked], [], [], LOOK_EVERY)[0]:
            if not all(server.running() or server.mend() for server in servers):
                code = 1
                break
            if locks.try_lock(lease, fcntl.LOCK_EX):
                break
    finally:
        for server in servers:
            server.stop()
        shutil.rmtree(plan.socket_dir, ignore_errors=True)
        if plan.throwaway:
            shutil.rmtree(home, ignore_errors=True)
        # In this order: who waits for the lease then finds no keeper and starts one.
        os.close(keeper_lock)
        os.close(lease)
    return code


def _become_the_one(keeper_lock: int) -> bool:
    """Take the keeper's lock; somebody who only looks may hold it for a moment."""
    for _ in range(20):
        if locks.try_lock(keeper_lock, fcntl.LOCK_EX):
            return True
        time.sleep(0.05)
    return False


def _say(line: str) -> None:
    stamp = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime())
    sys.stderr.write(f"{stamp} keeper: {line}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main(Plan.from_json(sys.stdin.read())))

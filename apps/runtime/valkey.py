"""The embedded Valkey (Redis protocol): its command line and the proof that it answers."""

from __future__ import annotations

import signal
import socket
from pathlib import Path

from apps.runtime.keeper import ServerPlan
from apps.runtime.layout import Layout


def server_plan(layout: Layout, *, throwaway: bool) -> ServerPlan:
    """Return how the keeper runs it: one private socket, no TCP; tasks survive a crash unless thrown away."""
    settings = {
        "port": "0",
        # Valkey changes into its own folder first, so both paths must be absolute.
        "unixsocket": str(layout.redis_socket),
        "unixsocketperm": "700",
        "dir": str(layout.valkey_data),
        "appendonly": "no" if throwaway else "yes",
        "appendfsync": "everysec",
        "save": "",
        # A queue must refuse new work when full, not forget some of it.
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
        "databases": "16",
    }
    command = [str(layout.programs.valkey)]
    for key, value in settings.items():
        command += [f"--{key}", value]
    return ServerPlan(
        name="Valkey",
        command=command,
        marker=f"unixsocket:{layout.redis_socket}",
        child_marker="",
        program="valkey-server",
        socket=str(layout.redis_socket),
        stop_signal=signal.SIGTERM,
        leftovers=[str(layout.redis_socket)],
    )


def answers(path: Path) -> str:
    """Return "" when Valkey answers a PING on its socket, else why not. Loading its file counts as not yet."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(5)
            connection.connect(str(path))
            connection.sendall(b"PING\r\n")
            reply = connection.recv(200)
    except OSError as error:
        return error.strerror or type(error).__name__
    return "" if reply == b"+PONG\r\n" else reply.decode(errors="replace").strip()

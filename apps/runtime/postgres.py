"""The embedded PostgreSQL: making its cluster, its command line, and the only proof that it runs (a connection)."""

from __future__ import annotations

import hashlib
import shutil
import signal
import subprocess
from urllib.parse import quote

import psycopg

from apps.runtime.errors import ServiceError
from apps.runtime.keeper import ServerPlan
from apps.runtime.layout import Layout
from apps.runtime.programs import POSTGRES_VERSION

DATABASE = "sanbao"


def admin_url(layout: Layout, database: str = DATABASE) -> str:
    """Return the superuser's address; the socket's private folder is what keeps others out."""
    return f"postgresql://postgres@/{database}?host={quote(str(layout.socket_dir), safe='/')}"


def make_cluster(layout: Layout, *, throwaway: bool) -> bool:
    """Make the cluster unless it is there; say whether it was made. Half a cluster is never used."""
    data = layout.postgres_data
    if data.exists():
        _check_version(layout)
        return False
    half = data.with_name("postgres.new")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir()
    layout.account.own(half)
    command = [str(layout.programs.initdb), "-D", str(half), "-U", "postgres", "-A", "trust", "-E", "UTF8"]
    command += ["--locale-provider=builtin", "--locale=C.UTF-8", "--no-instructions"]
    if throwaway:
        command.append("--no-sync")
    options = layout.account.process_options()
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
    done = subprocess.run(command, check=False, capture_output=True, env=environment, **options)  # type: ignore[call-overload]
    if done.returncode != 0:
        lines = [line for line in done.stderr.decode(errors="replace").splitlines() if line.strip()]
        raise ServiceError(f"PostgreSQL's initdb failed in {half}: {' '.join(lines[-2:])[:300]}")
    half.rename(data)
    return True


def _check_version(layout: Layout) -> None:
    try:
        found = (layout.postgres_data / "PG_VERSION").read_text().strip()
    except OSError:
        found = "unknown"
    if found != str(POSTGRES_VERSION):
        raise ServiceError(
            f"{layout.postgres_data} was made by PostgreSQL {found}, the lock brings {POSTGRES_VERSION}: "
            "dump it with the old version and restore it (docs/operation.md, Upgrades)"
        )


def server_plan(layout: Layout, *, throwaway: bool) -> ServerPlan:
    """Return how the keeper runs this cluster: one private socket, no TCP; durable unless thrown away."""
    name = f"sanbao-{hashlib.sha256(bytes(layout.home)).hexdigest()[:16]}"
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(layout.socket_dir),
        "unix_socket_permissions": "0700",
        "cluster_name": name,
        "jit": "off",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_line_prefix": "%m [%p] ",
        # Our queries are short and many; a workstation shares its memory with everything else.
        "shared_buffers": "128MB",
    }
    if throwaway:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    command = [str(layout.programs.postgres), "-D", str(layout.postgres_data)]
    for key, value in settings.items():
        command += ["-c", f"{key}={value}"]
    socket = layout.socket_dir / ".s.PGSQL.5432"
    return ServerPlan(
        name="PostgreSQL",
        command=command,
        marker=f"-D {layout.postgres_data} ",
        child_marker=f"postgres: {name}: ",
        program="postgres",
        socket=str(socket),
        stop_signal=signal.SIGINT,
        leftovers=[str(layout.postgres_data / "postmaster.pid"), str(socket), f"{socket}.lock"],
    )


def answers(layout: Layout) -> str:
    """Return "" when a query is answered, else why not."""
    try:
        with psycopg.connect(admin_url(layout, "postgres"), connect_timeout=5, autocommit=True) as connection:
            connection.execute("SELECT 1")
    except psycopg.Error as error:
        return str(error).strip().splitlines()[-1] if str(error) else type(error).__name__
    return ""

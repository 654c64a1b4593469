"""The user that runs the servers: PostgreSQL refuses root, and nobody else should share its files."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

#: Made on the first start as root; owns nothing but the servers' data.
SERVICE_USER = "sanbao"


@dataclass(frozen=True)
class Account:
    """Who runs the servers. ``drop`` is true when the caller is root and must become that user."""

    name: str
    uid: int
    gid: int
    drop: bool

    def process_options(self) -> dict[str, object]:
        """Keyword arguments for ``subprocess`` that start a program as this user, from a folder it can enter."""
        options: dict[str, object] = {"cwd": "/", "umask": 0o077}
        if self.drop:
            options |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        return options

    def own(self, path: Path) -> None:
        """Give ``path`` to this user, closed to all others."""
        path.chmod(0o700)
        if self.drop:
            os.chown(path, self.uid, self.gid)

    def reaches(self, path: Path) -> bool:
        """Say, by trying it as this user, whether ``path`` (a folder or a program) can be entered or run."""
        if not self.drop:
            return os.access(path, os.X_OK)
        script = 'test -d "$1" && cd -- "$1" || test -x "$1"'
        command = ["/bin/sh", "-c", script, "sh", str(path)]
        done = subprocess.run(command, check=False, capture_output=True, **self.process_options())  # type: ignore[call-overload]
        return bool(done.returncode == 0)


def service_account(existing_data: Path | None = None) -> tuple[Account, list[str]]:
    """Choose who runs the servers; also return notes worth telling.

    Not root: the caller. Root: the owner of data that exists already, else the user ``sanbao``, made when missing,
    else (no ``useradd``, read-only /etc) ``nobody``.
    """
    if os.geteuid() != 0:
        return Account(str(os.geteuid()), os.geteuid(), os.getegid(), drop=False), []
    if existing_data is not None and existing_data.exists() and (uid := existing_data.stat().st_uid) != 0:
        entry = pwd.getpwuid(uid)
        return _dropping(entry), []
    try:
        return _dropping(pwd.getpwnam(SERVICE_USER)), []
    except KeyError:
        pass
    if _make_user():
        return _dropping(pwd.getpwnam(SERVICE_USER)), [f"made the system user {SERVICE_USER} to run the servers"]
    note = "could not make a system user for the servers: they run as nobody, which other programs may share"
    return _dropping(pwd.getpwnam("nobody")), [note]


def _dropping(entry: pwd.struct_passwd) -> Account:
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, drop=True)


def _make_user() -> bool:
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd is None:
        return False
    command = [useradd, "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    command += ["--shell", "/usr/sbin/nologin", SERVICE_USER]
    subprocess.run(command, check=False, capture_output=True)
    try:
        pwd.getpwnam(SERVICE_USER)
    except KeyError:
        return False
    return True

"""Where the servers' data, sockets and programs live, for whoever starts them from wherever.

A caller who is not root keeps everything in ``var/services``. For root the servers run as another user (account.py):
the same place when that user can get there, else ``/var/lib/sanbao/<hash of the place>`` with a link to it at
``var/services``. The mode of a folder that is not ours is never touched.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from apps.runtime.account import Account, service_account
from apps.runtime.errors import ServiceError
from apps.runtime.programs import Programs, find_programs, within_reach

SYSTEM_DIR = Path("/var/lib/sanbao")
#: Bytes wanted on the data's disk before anything is written: an empty cluster, its log and room to work.
SPACE_NEEDED = 300 * 1024 * 1024
#: A socket's path must fit 107 bytes; ``/.s.PGSQL.5432`` is added to the folder.
LONGEST_SOCKET_DIR = 90


@dataclass(frozen=True)
class Place:
    """A folder for one set of servers and the user that runs them."""

    home: Path
    account: Account
    notes: tuple[str, ...]

    @property
    def lease(self) -> Path:
        return self.home / "lease.lock"


@dataclass(frozen=True)
class Layout:
    """The places of one set of servers, made and owned as they must be."""

    home: Path
    socket_dir: Path
    account: Account
    programs: Programs
    notes: tuple[str, ...]

    @property
    def postgres_data(self) -> Path:
        return self.home / "postgres"

    @property
    def valkey_data(self) -> Path:
        return self.home / "valkey"

    @property
    def redis_socket(self) -> Path:
        return self.socket_dir / "redis.sock"

    @property
    def keeper_lock(self) -> Path:
        return self.home / "keeper.lock"

    @property
    def log(self) -> Path:
        return self.home / "services.log"


def durable_place(var: Path) -> Place:
    """Return the place below ``var``; call it under the start lock only."""
    place = var / "services"
    notes: list[str] = []
    existing = place / "postgres"
    account, told = service_account(existing)
    notes += told
    if place.is_symlink() or account.drop:
        place = _place_for(account, var, notes)
    place.mkdir(exist_ok=True, mode=0o711 if account.drop else 0o700)
    if not account.drop and existing.exists() and existing.stat().st_uid != account.uid:
        raise ServiceError(
            f"{existing} belongs to another user (uid {existing.stat().st_uid}): run as that user, "
            "or set SANBAO_VAR to a folder of your own"
        )
    return Place(place, account, tuple(notes))


def throwaway_place() -> Place:
    """Return a place in a new temporary folder, which the keeper removes when the last user is gone."""
    account, notes = service_account()
    for parent in (Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp")):  # noqa: S108
        if account.reaches(parent):
            break
    else:
        raise ServiceError("no temporary folder can be reached by the servers' user: set TMPDIR to one")
    home = Path(tempfile.mkdtemp(prefix="sanbao-test-", dir=parent))
    if account.drop:
        home.chmod(0o711)
    return Place(home, account, tuple(notes))


def _place_for(account: Account, var: Path, notes: list[str]) -> Path:
    """Return a folder for the servers' data that ``account`` can reach, following the link of an earlier start."""
    place = var / "services"
    if place.is_symlink():
        home = place.resolve()
        _refuse_a_copy(home, var)
        if not home.exists() and not account.drop:
            raise ServiceError(f"{place} points to {home}, which is gone: remove {place} to begin with empty data")
    elif place.exists() or _can_be_made_reachable(place, account):
        if not account.reaches(place):
            raise ServiceError(
                f"the servers' user {account.name} cannot enter {place}: move that folder into {SYSTEM_DIR} and "
                f"leave a link to it at {place}"
            )
        return place
    else:
        home = SYSTEM_DIR / hashlib.sha256(bytes(var.resolve())).hexdigest()[:16]
    try:
        SYSTEM_DIR.mkdir(mode=0o755, parents=True, exist_ok=True)
        home.mkdir(mode=0o711, exist_ok=True)
        (home / "project").write_text(str(var.resolve()))
    except OSError as error:
        raise ServiceError(f"{home} cannot be made ({error.strerror}): set SANBAO_VAR to a reachable folder") from None
    if not place.is_symlink():
        place.symlink_to(home)
        notes.append(f"data lives in {home}: the servers run as user {account.name}, who cannot enter {var}")
    return home


def _can_be_made_reachable(place: Path, account: Account) -> bool:
    place.mkdir(mode=0o711)
    place.chmod(0o711)  # whatever the umask: this folder is ours
    if account.reaches(place):
        return True
    place.rmdir()
    return False


def _refuse_a_copy(home: Path, var: Path) -> None:
    """A checkout may be moved, and takes its data along; a copy of it must not share the data of the first."""
    note = home / "project"
    first = Path(note.read_text()) if note.exists() else var
    link = first / "services"
    if first.resolve() != var.resolve() and link.is_symlink() and link.resolve() == home:
        raise ServiceError(f"{var / 'services'} is the data of {first}: remove the link to begin with empty data")


def furnish(place: Place) -> Layout:
    """Make what the servers need in ``place``; call it with the lease held, so that no keeper is taking it down."""
    home, account = place.home, place.account
    free = shutil.disk_usage(home).free
    if free < SPACE_NEEDED:
        raise ServiceError(
            f"only {free // 1024**2} MB are free at {home}: free {SPACE_NEEDED // 1024**2} MB, "
            "or set SANBAO_VAR to a folder on another disk"
        )
    (home / "valkey").mkdir(exist_ok=True)
    account.own(home / "valkey")
    notes = place.notes
    programs, copied = within_reach(find_programs(), account, SYSTEM_DIR)
    if copied:
        notes += (f"the servers' programs were copied to {programs.valkey.parents[1]}, within their user's reach",)
    return Layout(home, _socket_dir(home, account), account, programs, notes)


def _socket_dir(home: Path, account: Account) -> Path:
    """Return a private folder whose path is short and plain enough for sockets and for addresses."""
    folder = home / "run"
    if len(os.fsencode(folder)) > LONGEST_SOCKET_DIR or not re.fullmatch(r"[\w./-]+", str(folder), re.ASCII):
        folder = Path("/tmp") / f"sanbao-{hashlib.sha256(bytes(home)).hexdigest()[:16]}"  # noqa: S108
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {os.geteuid(), account.uid}:
        raise ServiceError(f"{folder} belongs to somebody else: remove it, the sockets must be private")
    account.own(folder)
    return folder

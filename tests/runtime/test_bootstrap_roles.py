"""``manage.py bootstrap_roles`` on a PostgreSQL that somebody else runs: an administrator who is no superuser."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.runtime.embedded_world import CODE, User, open_folder

pytestmark = pytest.mark.services
SIDES = (
    "sanbao_gate sanbao_owner_side sanbao_dealer sanbao_manufacturer sanbao_regulator sanbao_authority sanbao_system "
    "sanbao_clerk sanbao_public"
)


@pytest.fixture(scope="module")
def server() -> Iterator[User]:
    """A server on which Sanbao has never been, with an administrator as managed services give one."""
    with open_folder() as folder, User(folder, "throwaway") as user:
        user.told["database_url"] = user.told["database_url"].replace("/sanbao?", "/postgres?")
        user.sql("DROP DATABASE sanbao")
        for role in ("sanbao_app", "sanbao_owner", *SIDES.split()):
            user.sql(f"DROP ROLE {role}")
        user.sql("CREATE ROLE keeper LOGIN CREATEROLE CREATEDB")
        yield user


def _run(server: User, admin: str = "keeper", socket: str = "") -> subprocess.CompletedProcess[str]:
    socket = socket or server.told["socket_dir"]
    return _manage(socket, "bootstrap_roles", "--admin-url", f"postgresql://{admin}@/sanbao?host={socket}")


def _manage(socket: str, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "SANBAO_MODE": "local",
        "DATABASE_URL": f"postgresql://sanbao_app:swordfish@/sanbao?host={socket}",
        "DATABASE_OWNER_URL": f"postgresql://sanbao_owner@/sanbao?host={socket}",
        "REDIS_URL": "redis://localhost:1",
    }
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    whole = [sys.executable, "manage.py", *command]
    return subprocess.run(whole, cwd=CODE, env=environment, capture_output=True, text=True, check=False)


def test_roles_database_and_passwords_are_made_once(server: User) -> None:
    first = _run(server)
    assert first.returncode == 0, first.stderr
    assert "made: database sanbao" in first.stdout
    assert "swordfish" not in first.stdout + first.stderr
    owners = server.sql("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'sanbao'")
    assert owners == [("sanbao_owner",)]
    assert server.sql("SELECT rolname FROM pg_authid WHERE rolpassword IS NOT NULL") == [("sanbao_app",)]
    second = _run(server)
    assert second.returncode == 0, second.stderr
    made = [line for line in second.stdout.splitlines() if line.startswith("made: ")]
    assert made == ["made: password of sanbao_app"]


@pytest.mark.parametrize(
    ("weaken", "mend", "words"),
    [
        ("ALTER ROLE sanbao_app BYPASSRLS", "ALTER ROLE sanbao_app NOBYPASSRLS", "may bypass row-level security"),
        ("ALTER ROLE sanbao_app INHERIT", "ALTER ROLE sanbao_app NOINHERIT", "inherits what it is granted"),
    ],
)
def test_roles_that_would_walk_through_the_walls_are_refused(server: User, weaken: str, mend: str, words: str) -> None:
    assert _run(server).returncode == 0
    server.sql(weaken)
    done = _run(server)
    server.sql(mend)
    assert done.returncode == 1
    assert words in done.stderr
    assert done.stderr.count("\n") == 1


def test_an_administrator_without_rights_is_told_which(server: User) -> None:
    server.sql("CREATE ROLE guest LOGIN")
    assert _run(server).returncode == 0
    done = _run(server, admin="guest")
    assert done.returncode == 1
    assert "CREATEROLE and CREATEDB" in done.stderr


def test_a_server_that_is_not_there(server: User) -> None:
    done = _run(server, socket="/nonexistent")
    assert done.returncode == 1
    assert "--admin-url" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_site_of_an_older_version_is_told_to_make_the_new_role(server: User) -> None:
    """Who migrates may make no roles: the administrator runs the command again, and it makes just what is missing."""
    assert _run(server).returncode == 0
    server.sql("DROP ROLE sanbao_clerk")
    refused = _manage(server.told["socket_dir"], "migrate")
    assert refused.returncode == 1
    assert refused.stderr.startswith("CommandError: sanbao_clerk: no such role yet.")
    assert "bootstrap_roles" in refused.stderr
    again = _run(server)
    made = [line for line in again.stdout.splitlines() if line.startswith("made: ") and "password" not in line]
    assert made == [
        "made: role sanbao_clerk",
        "made: sanbao_clerk to sanbao_app",
        "made: sanbao_clerk to sanbao_owner",
    ]
    assert _manage(server.told["socket_dir"], "migrate", "--plan").returncode == 0

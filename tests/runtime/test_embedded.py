"""The embedded PostgreSQL and Valkey as real processes: started, shared, killed, found again, stopped."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis as redis_py

from apps.runtime import command_needs_services
from apps.runtime.roles import SIDES
from tests.runtime.embedded_world import CODE, User, all_gone, eventually, open_folder, python_for, servers

pytestmark = pytest.mark.services
ROOT = os.geteuid() == 0
needs_root = pytest.mark.skipif(not ROOT, reason="NOT RUN: only root can become another user")


@pytest.fixture
def project() -> Iterator[Path]:
    with open_folder() as folder:
        yield folder


@pytest.fixture
def home(project: Path) -> Path:
    return project / "var" / "services"


def _kill(*pids: int) -> None:
    for pid in pids:
        os.kill(pid, signal.SIGKILL)


def test_a_fresh_start_has_roles_private_sockets_and_no_port(project: Path, home: Path) -> None:
    with User(project) as user:
        rows = user.sql(
            "SELECT g.rolname FROM pg_auth_members a JOIN pg_roles g ON g.oid = a.roleid JOIN pg_roles m "
            "ON m.oid = a.member WHERE m.rolname = 'sanbao_app' AND a.set_option AND NOT a.inherit_option"
        )
        assert {row[0] for row in rows} == set(SIDES)
        assert user.sql("SELECT count(*) FROM pg_roles WHERE rolsuper OR rolbypassrls") == [(1,)]
        assert user.sql("SHOW listen_addresses") == [("",)]
        assert user.sql("SHOW fsync") == [("on",)]
        assert user.sql("SELECT datlocprovider, datlocale FROM pg_database WHERE datname = 'sanbao'") == [
            ("b", "C.UTF-8")
        ]
        assert user.redis().config_get("port", "appendonly", "maxmemory-policy") == {
            "port": "0",
            "appendonly": "yes",
            "maxmemory-policy": "noeviction",
        }
        assert Path(user.told["socket_dir"]).stat().st_mode & 0o777 == 0o700
        assert (home / "postgres").stat().st_mode & 0o777 == 0o700
        assert ((home / "postgres").stat().st_uid != os.geteuid()) == ROOT
    assert all_gone(home)


def test_processes_share_and_the_last_one_out_stops_the_servers(project: Path, home: Path) -> None:
    with User(project) as first:
        before = servers(home)
        with User(project) as second:
            assert second.told["database_url"] == first.told["database_url"]
            first.leave()
            time.sleep(1)
            assert servers(home) == before
            assert second.sql("SELECT 1") == [(1,)]
    assert all_gone(home)


def test_a_child_keeps_the_servers_of_its_dead_parent(project: Path, home: Path) -> None:
    with User(project) as parent, User(project, environment={"SANBAO_SERVICES": json.dumps(parent.told)}) as child:
        parent.kill()
        time.sleep(1)
        assert child.sql("SELECT 1") == [(1,)]
    assert all_gone(home)


def test_kill_9_of_the_last_user_leaves_nothing_running(project: Path, home: Path) -> None:
    with User(project) as user:
        user.kill()
    assert all_gone(home)


def test_killed_servers_come_back_with_their_data(project: Path, home: Path) -> None:
    with User(project) as user:
        user.sql("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")
        _kill(*servers(home)["postgres"])
        assert eventually(lambda: _rows(user) == [(1000,)])
        _kill(*servers(home)["valkey"])
        assert eventually(lambda: _answers(user.redis()))


def _rows(user: User) -> list[tuple[object, ...]]:
    try:
        return user.sql("SELECT count(*) FROM kept")
    except psycopg.OperationalError:
        return []


def _answers(client: redis_py.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis_py.RedisError:
        return False


def test_kill_9_of_everything_loses_nothing(project: Path, home: Path) -> None:
    with User(project) as user:
        user.sql("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")
        user.redis().set("kept", "yes")
        time.sleep(1.2)  # Valkey writes to disk every second
        _kill_all(home, user)
    with User(project) as user:
        assert user.sql("SELECT count(*) FROM kept") == [(1000,)]
        assert user.redis().get("kept") == b"yes"


def test_a_killed_keeper_is_replaced_and_the_servers_go_on(project: Path, home: Path) -> None:
    with User(project) as first:
        before = servers(home)
        _kill(*before["keeper"])
        with User(project) as second:
            after = servers(home)
            assert after["postgres"] == before["postgres"]
            assert len(after["keeper"]) == 1
            assert second.sql("SELECT 1") == first.sql("SELECT 1")
    assert all_gone(home)


def test_a_start_while_the_keeper_is_told_to_leave(project: Path, home: Path) -> None:
    with User(project) as first:
        first.sql("CREATE TABLE kept AS SELECT generate_series(1, 400000) AS n")
        os.kill(servers(home)["keeper"][0], signal.SIGTERM)
        with User(project) as second:
            assert second.sql("SELECT count(*) FROM kept") == [(400_000,)]
            assert len(servers(home)["keeper"]) == 1
    assert all_gone(home)


def test_stale_pid_files_do_not_keep_it_from_starting(project: Path, home: Path) -> None:
    with User(project) as user:
        user.sql("CREATE TABLE kept AS SELECT 1 AS n")
        _kill_all(home, user)
    options = {"user": (home / "postgres").stat().st_uid} if ROOT else {}
    with subprocess.Popen(["/bin/sleep", "60"], **options) as foreign:  # lives, and is the servers' own user's
        for content in (f"{foreign.pid}\n{home / 'postgres'}\n1\n5432\n", "", "12", "nonsense\n\n\n"):
            (home / "postgres" / "postmaster.pid").write_text(content)
            (home / "run" / ".s.PGSQL.5432.lock").write_text(content)
            with User(project) as user:
                assert user.sql("SELECT n FROM kept") == [(1,)]
                _kill_all(home, user)
            assert foreign.poll() is None
        foreign.kill()


def _kill_all(home: Path, user: User) -> None:
    """As a power cut does, but for this process."""
    running = servers(home)
    _kill(*running["keeper"], user.process.pid, *running["postgres"], *running["valkey"])


@pytest.mark.parametrize(
    "name",
    ["a path with spaces", "p%20 & 'quotes' \"too\" $HOME; ü", "/".join(["a-very-long-name-of-a-folder" * 3] * 5)],
    ids=["space", "signs", "long"],
)
def test_any_folder_name_works(project: Path, name: str) -> None:
    folder = project / name
    folder.mkdir(parents=True)
    with User(folder) as user:
        assert user.sql("SELECT 1") == [(1,)]
        assert user.redis().ping()
        assert all(len(pids) == 1 for pids in servers(folder / "var" / "services").values())
    assert all_gone(folder / "var" / "services")


def test_five_at_once_on_an_empty_folder_get_one_server(project: Path, home: Path) -> None:
    users = [User(project) for _ in range(5)]
    try:
        assert len({user.told.get("database_url") for user in users}) == 1, [user.told for user in users]
        assert {name: len(pids) for name, pids in servers(home).items()} == {"postgres": 1, "valkey": 1, "keeper": 1}
    finally:
        for user in users:
            user.leave()
    assert all_gone(home)


def test_half_a_cluster_is_made_anew(project: Path, home: Path) -> None:
    (home / "postgres.new").mkdir(parents=True)
    (home / "postgres.new" / "PG_VERSION").write_text("18\n")
    home.chmod(0o711)
    with User(project) as user:
        assert user.sql("SELECT 1") == [(1,)]


def test_a_cluster_of_another_version_is_refused_with_the_mend(project: Path, home: Path) -> None:
    with User(project):
        pass
    assert all_gone(home)
    (home / "postgres" / "PG_VERSION").write_text("17\n")
    user = User(project)
    assert "made by PostgreSQL 17, the lock brings 18: dump it" in user.told["error"]
    assert user.leave() == 1


def test_throwaway_services_vanish_even_after_kill_9(project: Path) -> None:
    with User(project, "throwaway") as user:
        folder = Path(user.told["data_dir"])
        assert user.sql("SHOW fsync") == [("off",)]
        assert not (project / "var").exists()
        user.kill()
    assert eventually(lambda: not folder.exists())
    assert all_gone(folder)


@pytest.fixture
def nobody(project: Path) -> dict[str, object]:
    """Arguments of User that run it as nobody, who owns ``project``."""
    entry = pwd.getpwnam("nobody")
    os.chown(project, entry.pw_uid, entry.pw_gid)
    options: dict[str, object] = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    return {**options, "python": python_for(entry.pw_uid)}


@needs_root
def test_somebody_who_is_not_root_and_then_root(project: Path, home: Path, nobody: dict[str, object]) -> None:
    with User(project, **nobody) as user:
        user.sql("CREATE TABLE kept AS SELECT 1 AS n")
        assert user.redis().ping()
        assert (home / "postgres").stat().st_uid == nobody["user"]
    assert all_gone(home)
    with User(project) as root:  # serves a user's data as that user
        assert root.sql("SELECT n FROM kept") == [(1,)]
        assert (home / "postgres").stat().st_uid == nobody["user"]
    assert all_gone(home)
    with User(project, **nobody) as user:
        assert user.sql("SELECT n FROM kept") == [(1,)]


@needs_root
def test_a_private_home_of_root_stays_private_and_works(project: Path) -> None:
    checkout = project / "root" / "checkout"
    checkout.mkdir(parents=True)
    (project / "root").chmod(0o700)
    with User(checkout) as user:
        user.sql("CREATE TABLE kept AS SELECT 1 AS n")
        assert any("data lives in" in note for note in user.told["notes"])
        real = Path(user.told["data_dir"])
        assert real.is_relative_to("/var/lib/sanbao")
    assert (project / "root").stat().st_mode & 0o777 == 0o700
    assert all_gone(real)
    moved = checkout.rename(checkout.with_name("moved"))
    with User(moved) as user:  # a moved checkout takes its data along
        assert user.sql("SELECT n FROM kept") == [(1,)]
    assert all_gone(real)
    shutil.copytree(moved, checkout, symlinks=True)  # a copy does not share them
    user = User(checkout)
    assert "is the data of" in user.told["error"]
    user.leave()


@needs_root
def test_a_folder_that_may_not_be_written_is_named_with_the_mend(project: Path, nobody: dict[str, object]) -> None:
    os.chown(project, 0, 0)
    user = User(project, **nobody)
    assert "may not be written: run as the folder's owner, or set SANBAO_VAR" in user.told["error"]
    user.leave()


def test_a_command_without_need_starts_nothing(project: Path) -> None:
    """``manage.py version`` with no address set."""
    environment = {key: value for key, value in os.environ.items() if not key.endswith("_URL")}
    environment |= {"SANBAO_VAR": str(project / "var")}
    environment.pop("SANBAO_SERVICES", None)
    done = subprocess.run(
        [sys.executable, "manage.py", "version"], cwd=CODE, env=environment, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert not (project / "var" / "services").exists()


@pytest.mark.parametrize(
    ("command", "needed"),
    [
        ("manage.py migrate", True),
        ("manage.py runserver 8000", True),
        ("manage.py migrate --help", False),
        ("manage.py", False),
        ("manage.py vin_decode --format json", False),
        ("/a/b/manage.py makemessages -l ar", False),
        ("manage.py check --deploy", False),
        ("manage.py check --database default", True),
        ("/x/.venv/bin/mypy", False),
        ("/x/mypy/__main__.py apps", False),
        ("/home/ruff/x/.venv/bin/celery -A config worker", True),
        ("/x/.venv/bin/pytest tests", True),
        ("/x/pytest/__main__.py", True),
        ("/x/django/__main__.py", False),
        ("-c", True),
    ],
)
def test_which_commands_need_services(command: str, needed: bool) -> None:
    assert command_needs_services(command.split()) is needed

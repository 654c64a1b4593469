"""The first minute of a newcomer: what ``make run`` says when something is missing, in one line with the mend."""

from __future__ import annotations

import ast
import errno
import importlib.util
import os
import shutil
import subprocess
import sys
from collections import namedtuple
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "config" / "bootstrap.py"
ROOT = SOURCE.parents[1]


@pytest.fixture
def bootstrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module, at home in an empty checkout with a lock of one package."""
    spec = importlib.util.spec_from_file_location("bootstrap_under_test", SOURCE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name, value in {
        "ROOT": tmp_path,
        "VENV": tmp_path / ".venv",
        "PYTHON": tmp_path / ".venv/bin/python",
        "VAR": tmp_path / "var",
    }.items():
        monkeypatch.setattr(module, name, str(value))
    lock = "nothing-of-this-name==1.0 \\\n    --hash=sha256:" + "0" * 64 + "\n"
    for name in ("requirements.lock", "requirements-dev.lock"):
        (tmp_path / name).write_text(lock)
    return module


def _one_line(capsys: pytest.CaptureFixture[str]) -> str:
    said = capsys.readouterr().err.strip()
    assert said.startswith("sanbao: ")
    assert "\n" not in said
    return said


def test_an_old_python_can_read_it() -> None:
    ast.parse(SOURCE.read_text(), feature_version=(3, 6))


def test_only_the_standard_library_is_imported() -> None:
    imports = [
        node for node in ast.walk(ast.parse(SOURCE.read_text())) if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    names = {alias.name for node in imports for alias in node.names}
    assert names <= sys.stdlib_module_names


@pytest.mark.parametrize("version", [(3, 6), (3, 10), (3, 15)])
def test_a_wrong_python_without_a_better_one_on_the_path(
    bootstrap: ModuleType,
    version: tuple[int, int],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(bootstrap.sys, "version_info", (*version, 0))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert bootstrap.main(["run"]) == 1
    assert f"Python {version[0]}.{version[1]} is not supported: install Python 3.11" in _one_line(capsys)


def test_an_old_python_finds_a_newer_one_on_the_path(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "python3.12").symlink_to(sys.executable)
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 8, 0))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert bootstrap.find_python() == str(tmp_path / "python3.12")


def test_too_little_space_is_said_before_anything_is_fetched(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(bootstrap.shutil, "disk_usage", lambda path: usage(10, 10, 300 * 1024**2))
    assert bootstrap.main(["run"]) == 1
    assert "300 MB are free" in _one_line(capsys)
    assert not Path(bootstrap.VENV).exists()


def test_a_disk_that_fills_up_meanwhile(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*args: Any, **options: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(bootstrap.os, "makedirs", full)
    assert bootstrap.main(["run"]) == 1
    assert "the disk is full" in _one_line(capsys)
    assert "the disk is full" in bootstrap.explain("ERROR: ... [Errno 28] No space left on device")


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("WARNING: Retrying ... NewConnectionError(...)\nERROR: No matching distribution", "connect to the network"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "do not use it"),
        ("/usr/bin/python3: No module named pip", "install python3-venv or python3-pip"),
    ],
)
def test_complaints_of_pip_become_one_line(bootstrap: ModuleType, output: str, words: str) -> None:
    assert words in bootstrap.explain(output)


@pytest.mark.services
def test_no_network_on_the_first_start(tmp_path: Path) -> None:
    """The real program in an empty checkout, with an index that nobody listens at."""
    checkout = tmp_path / "a checkout"
    (checkout / "config").mkdir(parents=True)
    shutil.copy(SOURCE, checkout / "config")
    for name in ("requirements.lock", "requirements-dev.lock"):
        shutil.copy(ROOT / name, checkout)
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PIP_")}
    environment |= {
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_CACHE_DIR": "1",
    }
    command = [sys.executable, "config/bootstrap.py", "run"]
    done = subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("sanbao: the first start must fetch its packages and the package index cannot be")
    assert done.stderr.count("\n") == 1
    assert not (checkout / ".venv" / "sanbao-installed").exists()


def test_a_stamp_saves_the_second_installation(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    Path(bootstrap.PYTHON).parent.mkdir(parents=True)
    Path(bootstrap.PYTHON).symlink_to(sys.executable)
    stamp = Path(bootstrap.stamp_file())
    stamp.write_text(bootstrap.stamp("dev") + "\n" + bootstrap.stamp("run") + "\n")
    monkeypatch.setattr(bootstrap, "fill_environment", lambda *arguments: pytest.fail("installed again"))
    bootstrap.install("run")  # the development set holds the runtime set
    bootstrap.install("dev")
    stamp.write_text(bootstrap.stamp("run") + "\n")
    assert bootstrap.up_to_date("run")
    assert not bootstrap.up_to_date("dev")
    (Path(bootstrap.ROOT) / "requirements.lock").write_text("another lock\n")
    assert not bootstrap.up_to_date("run")


def test_what_is_compiled_is_kept_in_var_where_the_environment_forbids_it(bootstrap: ModuleType) -> None:
    container = {"PYTHONDONTWRITEBYTECODE": "1", "HOME": "/root"}
    bootstrap.keep_compiled(container)
    assert container == {"PYTHONPYCACHEPREFIX": str(Path(bootstrap.VAR) / "bytecode"), "HOME": "/root"}
    (Path(bootstrap.ROOT) / "module.py").write_text("import other\n")
    (Path(bootstrap.ROOT) / "other.py").write_text("")
    subprocess.run([sys.executable, "-c", "import module"], cwd=bootstrap.ROOT, env=container, check=True)
    assert list(Path(bootstrap.VAR).rglob("other.*.pyc"))
    assert not list(Path(bootstrap.ROOT).glob("__pycache__"))
    elsewhere = {"HOME": "/root"}
    bootstrap.keep_compiled(elsewhere)
    assert elsewhere == {"HOME": "/root"}


def test_an_interrupted_installation_leaves_no_stamp(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*arguments: Any, **options: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(bootstrap, "make_environment", lambda python: None)
    monkeypatch.setattr(bootstrap.subprocess, "Popen", interrupted)
    assert bootstrap.main(["install"]) == 130
    assert not Path(bootstrap.stamp_file()).exists()

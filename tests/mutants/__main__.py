"""``make mutants``: do the tests notice when a rule is wrong? Writes docs/mutants.md.

Each worker has a copy of the checkout and servers of its own; a mutant is written into the copy, the tests named for
its module run, and the module is put back. A database migrated once is copied for each run. Exit code 1 when one of
the seven holes survives, or when the tests fail without any mutant.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from apps.runtime import ensure_services

from .operators import Mutant, mutants
from .report import Result, write
from .targets import HOLES, TARGETS

ROOT = Path(__file__).resolve().parents[2]
#: A mutant that never ends is noticed too: after five times as long as its tests take without it, and a minute.
LONGER, AT_LEAST = 5, 60
_TEMPLATE = "test_migrated"
_MIGRATE = (
    "import django; django.setup();"
    "from django.db import connections; owner = connections['owner'];"
    f"owner.settings_dict['TEST']['NAME'] = '{_TEMPLATE}';"
    "owner.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False); owner.close()"
)


@dataclass(frozen=True)
class Trial:
    """A mutant and the tests that must notice it; ``hole`` names one of the seven."""

    mutant: Mutant
    tests: tuple[str, ...]
    hole: str = ""


def trials(each: int, seed: int, only: str) -> Iterator[Trial]:
    """The holes, and of every module up to ``each`` mutants, drawn by ``seed``."""
    for hole in HOLES:
        text = (ROOT / hole.path).read_text(encoding="utf-8")
        if text.count(hole.old) != 1:
            raise SystemExit(f"{hole.path} no longer says {hole.old!r}: mend tests/mutants/targets.py")
        line = text[: text.index(hole.old)].count("\n") + 1
        yield Trial(Mutant(hole.path, line, hole.name, text.replace(hole.old, hole.new)), hole.tests, hole.name)
    for path, tests in TARGETS.items():
        if only not in path:
            continue
        found = list(mutants(path, (ROOT / path).read_text(encoding="utf-8")))
        for mutant in random.Random(f"{seed} {path}").sample(found, min(each, len(found))):
            yield Trial(mutant, tests)


_place: Path


def _settle() -> None:
    """Make this worker's copy, its servers and its migrated database."""
    global _place
    _place = Path(tempfile.mkdtemp(prefix="sanbao-mutants-"))
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True)
    for name in listed.stdout.decode().splitlines():
        if (ROOT / name).is_file():
            (_place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, _place / name)
    os.environ.update(SANBAO_MODE="test", DJANGO_SETTINGS_MODULE="config.test_settings", PYTHONDONTWRITEBYTECODE="1")
    ensure_services(_place, throwaway=True)
    subprocess.run([sys.executable, "-c", _MIGRATE], cwd=_place, check=True)
    os.environ["SANBAO_TEST_TEMPLATE"] = _TEMPLATE


def _passes(tests: tuple[str, ...], patience: float | None = None) -> bool:
    """Whether some tests pass in this worker's copy; one that does not end in time does not."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "--no-header", *tests]
    try:
        return subprocess.run(command, cwd=_place, capture_output=True, timeout=patience).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def _without(tests: tuple[str, ...]) -> float:
    """Seconds that some tests take without any mutant; 0 when they fail."""
    began = monotonic()
    return monotonic() - began if _passes(tests) else 0


def _try(trial: Trial, patience: float) -> Result:
    target, began = _place / trial.mutant.path, monotonic()
    whole = target.read_text(encoding="utf-8")
    target.write_text(trial.mutant.text, encoding="utf-8")
    try:
        killed = not _passes(trial.tests, patience)
    finally:
        target.write_text(whole, encoding="utf-8")
    return Result(trial.mutant.path, trial.mutant.line, trial.mutant.what, trial.hole, killed, monotonic() - began)


def main() -> int:
    """Run all trials; returns the exit code."""
    parser = argparse.ArgumentParser(prog="make mutants", description=__doc__)
    parser.add_argument("--each", type=int, default=8, help="mutants of a module (default 8)")
    parser.add_argument("--seed", type=int, default=1, help="draws other mutants")
    parser.add_argument("--only", default="", help="modules whose path has this in it")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--minutes", type=float, default=0, help="start no further mutant after that many")
    options = parser.parse_args()
    todo, began, results = list(trials(options.each, options.seed, options.only)), monotonic(), []
    holes, rest = [t for t in todo if t.hole], [t for t in todo if not t.hole]
    random.Random(options.seed).shuffle(rest)
    with ProcessPoolExecutor(options.jobs, initializer=_settle) as workers:
        # A test that fails by itself would "kill" everything.
        listed = sorted({trial.tests for trial in todo})
        taken = dict(zip(listed, workers.map(_without, listed), strict=True))
        failing = [tests for tests, seconds in taken.items() if not seconds]
        if failing:
            print(f"these fail without any mutant: {failing}", file=sys.stderr)
            return 1
        print(f"{len(listed)} sets of tests pass without a mutant, in {sum(taken.values()):.0f} seconds", flush=True)
        running = [workers.submit(_try, trial, AT_LEAST + LONGER * taken[trial.tests]) for trial in [*holes, *rest]]
        for future in as_completed(running):
            if future.cancelled():
                continue
            result = future.result()
            results.append(result)
            print(f"{len(results)}/{len(todo)} {result}", flush=True)
            if options.minutes and monotonic() - began > 60 * options.minutes:
                for waiting in running:
                    waiting.cancel()
    write(ROOT / "docs/mutants.md", results, seed=options.seed, possible=len(todo))
    return 1 if any(result.hole and not result.killed for result in results) else 0


if __name__ == "__main__":
    sys.exit(main())

"""``manage.py bench NAME``: measure the program against a floor of the same run; the last line is one JSON object."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from apps.lab.benchmarks.adversaries import bench_adversaries
from apps.lab.benchmarks.claims import bench_claims
from apps.lab.benchmarks.dashboard import bench_dashboard
from apps.lab.benchmarks.duties import bench_duties
from apps.lab.benchmarks.judgement_grid import bench_judgement_grid
from apps.lab.benchmarks.letters import bench_letters
from apps.lab.benchmarks.lists import bench_lists
from apps.lab.benchmarks.manifest import bench_manifest
from apps.lab.benchmarks.parts import bench_parts
from apps.lab.benchmarks.reorder import bench_reorder
from apps.lab.benchmarks.stock import bench_stock
from apps.lab.benchmarks.sweep import bench_sweep, bench_table
from apps.lab.benchmarks.versions import bench_versions
from apps.lab.benchmarks.vins import bench_vin
from apps.lab.benchmarks.web import bench_web
from apps.lab.benchmarks.whole_judgement import bench_whole_judgement

NAMES = ["vin", "duties", "judgement", "adversaries", "sweep", "dashboard", "web", "lists", "versions", "manifest"]
NAMES += ["letters", "claims", "parts", "stock", "reorder"]


class Command(BaseCommand):
    help = "Run a benchmark (or all, in quick sizes) in a database of its own; exit 1 when results do not agree."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", choices=["all", *NAMES, "sweep-table", "judgement-grid"])
        parser.add_argument("--clocks", type=int)
        parser.add_argument("--rows", type=int)
        parser.add_argument("--rounds", type=int)
        parser.add_argument("--folder", type=Path, help="reorder: where the real data are")
        parser.add_argument("--quick", action="store_true")
        parser.add_argument("--full", action="store_true", help="judgement: as large as the decisions were made by")

    def handle(self, *args: Any, name: str, **options: Any) -> None:
        quick = options["quick"] or name == "all"
        names = NAMES if name == "all" else [name]
        sizes = {key: options[key] for key in ("clocks", "rows", "rounds") if options[key]}
        results = [self._run(each, sizes, quick, options["full"], options["folder"]) for each in names]
        for result in results:
            self.stdout.write(json.dumps(result, default=str))
        if any(result.get("ok") is False for result in results):
            sys.exit(1)

    def _run(self, name: str, sizes: dict[str, int], quick: bool, full: bool, folder: Path | None) -> dict[str, Any]:
        say = self.stdout.write
        small: dict[str, dict[str, int]] = {
            "sweep": {"clocks": 20_000, "rounds": 3},
            "dashboard": {"clocks": 20_000, "rounds": 20},
            "web": {"clocks": 10_000, "rounds": 1},
            "lists": {"rows": 20_000, "rounds": 3},
            "versions": {"rows": 100_000, "rounds": 3},
            "letters": {"rows": 50},
            "manifest": {"rows": 10_000},
            "stock": {"rows": 50},
            "claims": {"rows": 20_000, "rounds": 6},
            "parts": {"rows": 20_000, "rounds": 3},
        }
        chosen = (small.get(name, {}) if quick else {}) | sizes
        runs: dict[str, Callable[[], dict[str, Any]]] = {
            "vin": bench_vin,
            "duties": bench_duties,
            "judgement": lambda: bench_whole_judgement(quick=quick, full=full, say=say),
            "adversaries": lambda: bench_adversaries(quick=quick, say=say),
            "judgement-grid": lambda: bench_judgement_grid(quick=quick, say=say),
            "sweep": lambda: bench_sweep(say=say, **chosen),
            "sweep-table": lambda: bench_table(say=say, **chosen),
            "dashboard": lambda: bench_dashboard(say=say, **chosen),
            "web": lambda: bench_web(say=say, **chosen),
            "lists": lambda: bench_lists(say=say, **chosen),
            "versions": lambda: bench_versions(say=say, **chosen),
            "letters": lambda: bench_letters(rows=chosen.get("rows", 1_000), say=say),
            "claims": lambda: bench_claims(say=say, **chosen),
            "parts": lambda: bench_parts(say=say, **chosen),
            "stock": lambda: bench_stock(rows=chosen.get("rows", 10_000), say=say),
            "reorder": lambda: bench_reorder(folder=folder, say=say),
            "manifest": lambda: bench_manifest(rows=chosen.get("rows", 100_000), say=say),
        }
        return runs[name]()

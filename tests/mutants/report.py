"""docs/mutants.md: how many mutants were killed, room by room, and those that lived."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

BEGIN = "<!-- below: written by make mutants -->"


@dataclass(frozen=True)
class Result:
    """What became of a mutant; ``seconds`` is what its tests took."""

    path: str
    line: int
    what: str
    hole: str
    killed: bool
    seconds: float

    def __str__(self) -> str:
        return (
            f"{'killed  ' if self.killed else 'SURVIVED'} {self.seconds:4.0f} s  {self.path}:{self.line}  {self.what}"
        )


def write(page: Path, results: Sequence[Result], *, seed: int, possible: int) -> None:
    """Keep what stands above the mark in ``page``, write the figures below it, and print the sum."""
    killed = sum(result.killed for result in results)
    told = f"{killed} of {len(results)} mutants killed, {len(results) - killed} survived"
    print(told)
    above = page.read_text(encoding="utf-8").split(BEGIN)[0] if page.exists() else "# Mutants\n\n"
    lines = [BEGIN, "", f"**{told}** (seed {seed}; {possible} were drawn).", "", *_table(results), "", *_lived(results)]
    page.write_text(above + "\n".join(lines) + "\n", encoding="utf-8")


def _table(results: Sequence[Result]) -> list[str]:
    rows = ["| what | killed | of |", "|---|---|---|"]
    holes = [result for result in results if result.hole]
    rows.append(f"| the seven holes | {sum(r.killed for r in holes)} | {len(holes)} |")
    for path in sorted({result.path for result in results if not result.hole}):
        found = [result for result in results if result.path == path and not result.hole]
        rows.append(f"| `{path}` | {sum(r.killed for r in found)} | {len(found)} |")
    return rows


def _lived(results: Sequence[Result]) -> list[str]:
    lived = sorted((r.path, r.line, r.what.replace("|", "\\|")) for r in results if not r.killed)
    if not lived:
        return ["None survived."]
    return ["| survivor | what was changed |", "|---|---|", *(f"| `{p}:{n}` | `{what}` |" for p, n, what in lived)]

"""What became of each row: loaded, there already, or not fitting and why."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

LOADED, KNOWN, PARTLY, REFUSED = "loaded", "already there", "partly", "refused"


@dataclass
class Report:
    """One line a row of input."""

    lines: list[tuple[str, int, str, str, str]] = field(default_factory=list)

    def add(self, file: str, row: int, key: str, outcome: str, reason: str = "") -> None:
        self.lines.append((file, row, key, outcome, reason))

    def summary(self) -> dict[str, dict[str, int]]:
        """Counts by file and outcome."""
        found: dict[str, Counter[str]] = {}
        for file, _row, _key, outcome, _reason in self.lines:
            found.setdefault(file, Counter())[outcome] += 1
        return {file: dict(counts) for file, counts in found.items()}

    def reasons(self) -> Counter[str]:
        """How often each reason was given."""
        return Counter(reason for *_rest, reason in self.lines if reason)

    def write(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", newline="", encoding="utf-8") as out:
            writer = csv.writer(out)
            writer.writerow(["file", "row", "key", "outcome", "reason"])
            writer.writerows(self.lines)

"""The manifest that the benchmark sends is one that manufacturers could send."""

from __future__ import annotations

import csv
import io

from apps.exports.columns import MANIFEST_COLUMNS
from apps.lab.benchmarks.manifest_file import faults_in, written


def test_it_has_every_column_and_its_faults() -> None:
    head, *lines = csv.reader(io.StringIO(written(99).decode()))
    assert head == [column.name for column in MANIFEST_COLUMNS]
    assert {len(line) for line in lines} == {len(head)}
    assert (len(lines), faults_in(99)) == (99, 3)

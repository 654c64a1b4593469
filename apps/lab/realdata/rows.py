"""The rows of a bulk file: whole ones with their line, all others refused in the report."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any, NamedTuple

from django.core.management.base import CommandError

from .report import REFUSED, Report

#: A key becomes part of a claim's own, which holds 64 characters.
_LONGEST_KEY = 50


class Line(NamedTuple):
    """A row by the names of its columns, and the line in which it ends."""

    number: int
    row: dict[str, str]


def read_rows(path: Path, key: str, columns: tuple[str, ...], report: Report, **dialect: Any) -> list[Line]:
    """Every whole row. A short or long one, one with a zero byte and one without its ``key`` are refused by line.

    Raises CommandError for a file without the ``columns``.
    """
    found: list[Line] = []
    with path.open(newline="", encoding="utf-8", errors="replace") as file:
        reader = csv.DictReader(file, strict=True, **dialect)
        missing = sorted({key, *columns} - set(reader.fieldnames or ()))
        if missing:
            raise CommandError(
                f"{path.name} has no column {', '.join(missing)}: name a folder with the files as published"
            )
        while True:
            try:
                row = next(reader)
            except StopIteration:
                return found
            except csv.Error as error:
                report.add(path.name, reader.line_num, "", REFUSED, f"the row cannot be read: {error}")
                continue
            if problem := _problem(row, key, len(reader.fieldnames or ())):
                report.add(path.name, reader.line_num, str(row.get(key) or "")[:_LONGEST_KEY], REFUSED, problem)
            else:
                found.append(Line(reader.line_num, row))


def _problem(row: dict[Any, Any], key: str, width: int) -> str:
    if None in row:
        return f"the row has {width + len(row[None])} fields instead of {width}"
    if None in row.values():
        return f"the row has {sum(value is not None for value in row.values())} fields instead of {width}"
    if any("\0" in value for value in row.values()):
        return "a field holds a zero byte"
    if not 0 < len(row[key]) <= _LONGEST_KEY:
        return f"{key} has {len(row[key])} characters instead of 1 to {_LONGEST_KEY}"
    return ""


def whole(text: str) -> int | None:
    """A whole number in plain figures, as these files write them; None when it is none: ``²`` is a digit to Python."""
    plain = text.strip()
    return int(plain) if plain.isascii() and plain.isdecimal() and len(plain) <= 9 else None

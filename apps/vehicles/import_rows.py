"""The lines of a manufacturer's file, one at a time: from text to facts, or to what is wrong with them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from apps.core.errors import Refused

from .export_rules import ExportFacts, Problem, problems_of
from .models import Powertrain
from .reading import Reading, read_vin

COLUMNS = ("vin", "country", "model_name", "model_year", "powertrain", "built_on", "exported_on")
#: Columns that may be empty.
_OPTIONAL = ("model_year", "built_on")
#: One line of a spreadsheet is never longer; a file without line ends is no CSV.
_LONGEST_LINE = 4_000
_POWERTRAINS = {value.casefold(): value for value in Powertrain.values}


@dataclass(frozen=True)
class Line:
    """One line of the file: ``facts`` when it can be kept; problems refuse it, warnings only tell."""

    number: int
    vin: str
    facts: ExportFacts | None
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Any] = field(default_factory=list)


def read_lines(lines: Iterable[str], *, today: date, codes: Mapping[str, int], manufacturer_id: int) -> Iterator[Line]:
    """Yield every line after the heading (numbered as in the file); empty lines are passed over.

    Raises Refused (field ``file``) when the file is no such table at all.
    """
    rows = _rows(lines)
    try:
        heading = next(rows, None)
        places = _places(heading or [])
        for row in rows:
            if any(cell.strip() for cell in row):
                yield _line(rows.line_num, row, places, today, codes, manufacturer_id)
    except UnicodeDecodeError as error:
        raise Refused(_("The file is not UTF-8 text: save it as “CSV UTF-8”."), field="file") from error
    except csv.Error as error:
        raise Refused(
            _("Line %(line)s is no CSV: %(error)s.") % {"line": rows.line_num, "error": error}, field="file"
        ) from error


class _Rows:
    """csv.reader over lines of which the first decides the separator."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        first = next(self._lines, "").removeprefix("\ufeff")
        delimiter = max((",", ";", "\t"), key=first.count)
        self._reader = csv.reader(self._checked(first), delimiter=delimiter, strict=True)

    def _checked(self, first: str) -> Iterator[str]:
        yield first
        for line in self._lines:
            if len(line) > _LONGEST_LINE:
                raise csv.Error(_("longer than 4,000 characters"))
            # PostgreSQL's text holds no NUL, and no person typed one.
            yield line.replace("\0", "\ufffd")

    @property
    def line_num(self) -> int:
        return self._reader.line_num

    def __iter__(self) -> Iterator[list[str]]:
        return self

    def __next__(self) -> list[str]:
        return next(self._reader)


def _rows(lines: Iterable[str]) -> _Rows:
    try:
        return _Rows(lines)
    except UnicodeDecodeError as error:
        raise Refused(_("The file is not UTF-8 text: save it as “CSV UTF-8”."), field="file") from error


def _places(heading: list[str]) -> dict[str, int]:
    names = [name.strip().casefold() for name in heading]
    missing = [name for name in COLUMNS if name not in names]
    if missing:
        raise Refused(
            _("The first line lacks %(missing)s: begin with %(all)s.")
            % {"missing": ", ".join(missing), "all": ", ".join(COLUMNS)},
            field="file",
        )
    return {name: names.index(name) for name in COLUMNS}


def _line(
    number: int, row: list[str], places: Mapping[str, int], today: date, codes: Mapping[str, int], manufacturer_id: int
) -> Line:
    cells = {name: row[place].strip() if place < len(row) else "" for name, place in places.items()}
    reading = read_vin(cells["vin"])
    problems = [Problem(name, _("Empty: fill it in.")) for name in COLUMNS if not cells[name] and name not in _OPTIONAL]
    facts = _facts(cells, reading, problems)
    if facts is not None:
        problems += problems_of(facts, reading, today=today)
    elif cells["vin"]:
        problems += [Problem("vin", note.message) for note in reading.errors]
    if codes.get(reading.wmi, manufacturer_id) != manufacturer_id:
        problems.append(
            Problem("vin", _("VINs that begin with %(wmi)s belong to another manufacturer.") % {"wmi": reading.wmi})
        )
    warnings = [note.message for note in reading.warnings if note.strong]
    return Line(number, reading.vin, None if problems else facts, problems, warnings)


def _facts(cells: Mapping[str, str], reading: Reading, problems: list[Problem]) -> ExportFacts | None:
    built = _day(cells, "built_on", problems)
    exported = _day(cells, "exported_on", problems)
    year = _year(cells["model_year"], problems)
    if problems or exported is None:
        return None
    return ExportFacts(
        vin=reading.vin,
        country=cells["country"].upper(),
        model_name=cells["model_name"],
        model_year=year,
        powertrain=_POWERTRAINS.get(cells["powertrain"].casefold(), cells["powertrain"]),
        built_on=built,
        exported_on=exported,
    )


def _day(cells: Mapping[str, str], name: str, problems: list[Problem]) -> date | None:
    text = cells[name]
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        problems.append(Problem(name, _("“%(value)s” is no date: write it as 2026-03-31.") % {"value": text[:40]}))
        return None


def _year(text: str, problems: list[Problem]) -> int | None:
    if not text:
        return None
    if text.isascii() and text.isdigit() and len(text) == 4:
        return int(text)
    problems.append(Problem("model_year", _("“%(value)s” is no year: write it as 2026.") % {"value": text[:40]}))
    return None

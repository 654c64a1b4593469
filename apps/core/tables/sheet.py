"""A table as its columns read it: heading found, cells cleaned, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from ..errors import Refused
from .cells import Cell, one_line, shown, text_of
from .columns import Column, folded
from .csv_file import HEAD_LINES, RawRow, read_csv
from .encodings import kind_of
from .xlsx_file import read_xlsx

#: How many values of a column are kept: its memory stays the same however long the file.
_MOST_KNOWN = 2_000


@dataclass(frozen=True)
class Problem:
    """What is wrong with (or remarkable about) a row, in which column (empty: the row), in words."""

    column: str
    message: str


@dataclass
class Row:
    """One row: ``record`` holds the values that could be read, ``problems`` refuse it, ``warnings`` only tell."""

    line: int
    cells: list[str]
    record: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def refuse(self, column: str, message: Any) -> None:
        self.problems.append(Problem(column, str(message)))

    def warn(self, column: str, message: Any) -> None:
        self.warnings.append(Problem(column, str(message)))


@dataclass(frozen=True)
class Sheet:
    """``heading`` as it stands in the file, ``notes`` on how the file was read, and its rows, once.

    ``rows_about`` is how many there are, or a few more: blank lines and line breaks in cells count too.
    """

    heading: list[str]
    notes: list[str]
    rows: Iterator[Row]
    rows_about: int


def open_sheet(file: BinaryIO, columns: Sequence[Column]) -> Sheet:
    """Read a CSV or XLSX file (seekable; what it is, its bytes say) as a table of ``columns``.

    Raises Refused (field ``file``) when it is no such table, also while rows are read.
    """
    kind = kind_of(file)
    if kind not in ("text", "zip"):
        raise Refused(_OTHER_KINDS[kind](), field="file")
    read = read_xlsx if kind == "zip" else read_csv
    found = read(file, lambda cells: len(_named(cells, columns)))
    places = _places(found.heading, columns)
    heading = [one_line(text_of(cell)) for cell in found.heading.cells]
    notes = [_ENCODING_NOTES[found.encoding]()] if found.encoding in _ENCODING_NOTES else []
    known = set(places.values())
    unknown = [shown(name) for place, name in enumerate(heading) if name and place not in known]
    if unknown:
        notes.append(_("Not read, since no such column is known: %(names)s.") % {"names": ", ".join(unknown[:20])})
    readers = [_Reader(column, places.get(column.name)) for column in columns]
    return Sheet(heading, notes, (_row(raw, readers) for raw in found.rows), found.rows_about)


_OTHER_KINDS = {
    "old": lambda: _("This is an old or a locked workbook: save it as .xlsx without a password, or as CSV."),
    "pdf": lambda: _("This is a PDF and no table: send the table as .xlsx or CSV."),
    "picture": lambda: _("This is a picture and no table: send the table as .xlsx or CSV."),
    "packed": lambda: _("This is a packed archive: unpack it and send the table in it."),
}
_ENCODING_NOTES = {
    "gb18030": lambda: _("The file is not UTF-8 and was read as GB18030, as Chinese spreadsheets save it."),
}


def _named(cells: Sequence[Cell], columns: Sequence[Column]) -> dict[str, list[int]]:
    """The columns that a row of cells names, each with its places."""
    found: dict[str, list[int]] = {}
    for place, cell in enumerate(cells):
        name = folded(text_of(cell))
        for column in columns if name else ():
            if name in column.names:
                found.setdefault(column.name, []).append(place)
    return found


def _places(heading: RawRow, columns: Sequence[Column]) -> dict[str, int]:
    named = _named(heading.cells, columns)
    wanted = [column.name for column in columns if column.required]
    missing = [name for name in wanted if name not in named]
    if missing:
        values = {"missing": ", ".join(missing), "all": ", ".join(wanted), "line": heading.line, "most": HEAD_LINES}
        if not named:
            text = _("No heading was found in the first %(most)s lines: name the columns %(all)s.")
        else:
            text = _("The heading in line %(line)s lacks %(missing)s: name the columns %(all)s.")
        raise Refused(text % values, field="file")
    for name, places in named.items():
        if len(places) > 1:
            raise Refused(
                _("“%(name)s” stands twice in the heading (line %(line)s): keep one of the two columns.")
                % {"name": name, "line": heading.line},
                field="file",
            )
    return {name: places[0] for name, places in named.items()}


class _Reader:
    """A column at its place. What many lines say alike (a firm, a day) is read once, unless it was remarked upon."""

    def __init__(self, column: Column, place: int | None) -> None:
        self.column, self._place = column, place
        self._known: dict[tuple[type, Cell], Any] = {}

    def read_into(self, row: Row, cells: Sequence[Cell]) -> None:
        place = self._place
        cell = cells[place] if place is not None and place < len(cells) else None
        key = (type(cell), cell)  # 1, 1.0 and True are one key to a dict
        if key in self._known:
            self.column.assign(row.record, self._known[key])
            return
        said = len(row.warnings)
        try:
            value = self.column.clean(cell, partial(row.warn, self.column.name))
        except Refused as refused:
            row.refuse(self.column.name, refused.message)
            return
        self.column.assign(row.record, value)
        if len(row.warnings) == said and len(self._known) < _MOST_KNOWN:
            self._known[key] = value


def _row(raw: RawRow, readers: Sequence[_Reader]) -> Row:
    row = Row(raw.line, [text_of(cell) for cell in raw.cells])
    if raw.problem:
        row.refuse("", raw.problem)
        return row
    for reader in readers:
        reader.read_into(row, raw.cells)
    return row

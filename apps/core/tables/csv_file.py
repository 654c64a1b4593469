"""CSV as spreadsheets write it: any of four separators, a ``sep=`` line, a heading somewhere in the first lines."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, TextIO

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..errors import Refused
from .cells import Cell
from .encodings import encoding_of, text_lines

SEPARATORS = (",", ";", "\t", "|")
#: A heading stands in the first lines, below a title perhaps.
HEAD_LINES = 20
#: One line of a table is never longer; a file without line ends is no table.
LONGEST_LINE = 10_000
#: A cell may hold line breaks; a quote that is open for longer was left open.
_MOST_LINES_IN_A_ROW = 50

#: How many of the wanted columns a row of cells names.
Score = Callable[[Sequence[Cell]], int]


@dataclass(frozen=True)
class RawRow:
    """A row as it stands: the line it begins in (from 1), its cells, and what is wrong with its form."""

    line: int
    cells: list[Cell]
    problem: str = ""


@dataclass(frozen=True)
class Found:
    """Where the heading stands and how the file is written."""

    heading: RawRow
    rows: Iterator[RawRow]
    encoding: str
    rows_about: int


def read_csv(file: BinaryIO, score: Score) -> Found:
    """Find separator and heading (the row of the first lines that ``score`` likes best) and read what follows.

    Raises Refused (field ``file``) for what is no text; iterating raises it for a quote that is never closed.
    """
    encoding = encoding_of(file)
    rows_about = _line_ends(file)
    lines = _Lines(text_lines(file, encoding))
    head = lines.peek(HEAD_LINES)
    skip, separators = _told_separator(head)
    best: tuple[int, RawRow, str] | None = None
    for separator in separators:
        for row in _head_rows(head[skip:], separator, skip):
            reached = score(row.cells)
            if best is None or reached > best[0]:
                best = (reached, row, separator)
    if best is None:
        raise Refused(_("The file is empty: send one with a heading and rows."), field="file")
    _reached, heading, separator = best
    lines.drop(skip)
    rows = _rows(lines, separator)
    for row in rows:
        if row.line >= heading.line:
            break
    return Found(heading, rows, encoding, max(0, rows_about - heading.line))


def _line_ends(file: BinaryIO) -> int:
    """How many lines there are, about: counted in bytes, a piece at a time."""
    file.seek(0)
    ends = returns = 0
    while piece := file.read(1024 * 1024):
        ends += piece.count(b"\n")
        returns += piece.count(b"\r")
    return ends or returns


def _told_separator(head: list[str]) -> tuple[int, Sequence[str]]:
    """A first line ``sep=;`` says which sign parts the cells, and is itself no row."""
    first = head[0].strip("\r\n").strip('"') if head else ""
    if first[:4].casefold() == "sep=" and len(first) <= 5:
        return 1, [first[4:] or ","] if first[4:] not in ("\r", "\n", '"') else SEPARATORS
    return 0, SEPARATORS


def _head_rows(head: list[str], separator: str, skipped: int) -> list[RawRow]:
    """The first rows, read leniently: what is wrong with them is told when they are read in earnest."""
    reader = csv.reader(iter(head), delimiter=separator)
    found: list[RawRow] = []
    while True:
        begun = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return found
        except csv.Error:
            continue
        if any(cell.strip() for cell in cells):
            found.append(RawRow(skipped + begun, list(cells)))


def _rows(lines: _Lines, separator: str) -> Iterator[RawRow]:
    reader = csv.reader(lines, delimiter=separator, strict=True)
    while True:
        begun = lines.begin_row()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            # The reader wanted more lines and there were none, or too many: a quote was left open.
            if lines.ended or lines.in_row > 1:
                raise _unclosed(begun, lines) from None
            problem = _("A quote stands inside of a cell: double it, or put quotes around the whole cell.")
            yield RawRow(begun, list(lines.last.rstrip("\r\n").split(separator)), problem)
        else:
            if any(cell.strip() for cell in cells):
                yield RawRow(begun, list(cells))


def _unclosed(begun: int, lines: _Lines) -> Refused:
    missing = lines.count_rest() - begun + 1
    text = ngettext(
        "The quote that opens in line %(line)s is never closed: that line was not read. Close it or take it out.",
        "A quote opens in line %(line)s and is not closed: the %(count)s lines from there on were not read. "
        "Close it or take it out.",
        missing,
    )
    return Refused(text % {"line": begun, "count": missing}, field="file")


class _Lines:
    """The lines of a file, numbered, with a look ahead; says how many of them a row has taken."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._ahead: list[str] = []
        self.number = 0
        self.in_row = 0
        self.ended = False
        self.last = ""

    def peek(self, count: int) -> list[str]:
        while len(self._ahead) < count and (line := self._read()):
            self._ahead.append(line)
        return list(self._ahead)

    def drop(self, count: int) -> None:
        self.number += len(self._ahead[:count])
        del self._ahead[:count]

    def begin_row(self) -> int:
        self.in_row = 0
        return self.number + 1

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if self.in_row >= _MOST_LINES_IN_A_ROW:
            raise csv.Error
        line = self._ahead.pop(0) if self._ahead else self._read()
        if not line:
            self.ended = True
            raise StopIteration
        self.number += 1
        self.in_row += 1
        self.last = line
        return line

    def count_rest(self) -> int:
        """The number of the file's last line; reads to its end."""
        self.number += len(self._ahead)
        self._ahead.clear()
        while piece := self._text.readline(LONGEST_LINE):
            self.number += piece.endswith(("\n", "\r")) or len(piece) < LONGEST_LINE
        return self.number

    def _read(self) -> str:
        line = self._text.readline(LONGEST_LINE + 1)
        if len(line) > LONGEST_LINE:
            raise Refused(
                _("Line %(line)s is longer than %(most)s characters: this is no table.")
                % {"line": self.number + len(self._ahead) + 1, "most": f"{LONGEST_LINE:,}"},
                field="file",
            )
        return line

"""A catalogue as CSV: reading it into rows and problems (nothing is written here), and the columns of the export."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

COLUMNS = ("number", "name", "active")
MOST_ROWS = 100_000
MOST_BYTES = 8 * 1024 * 1024
#: Enough to mend a file by; the count beside them is of all.
MOST_PROBLEMS_SHOWN = 500

_NUMBER = re.compile(r"[0-9A-Z][0-9A-Z ./_+-]{0,39}")
_TRUTH = {"1": True, "yes": True, "true": True, "": True, "0": False, "no": False, "false": False}
# A spreadsheet takes cells that begin so for formulas.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Row:
    number: str
    name: str
    active: bool


@dataclass(frozen=True)
class Problem:
    """What is wrong with a line of the file (1 is the header), in which column, and how to mend it."""

    line: int
    column: str
    message: str


@dataclass
class Staged:
    """A file as read: the rows that are right, by part number, and the problems of the others."""

    rows: dict[str, Row] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    refused: int = 0

    def refuse(self, line: int, column: str, message: str) -> None:
        self.refused += 1
        if len(self.problems) < MOST_PROBLEMS_SHOWN:
            self.problems.append(Problem(line, column, message))


def stage(data: bytes) -> Staged:
    """Read a CSV file with the columns number, name and (optionally) active; never raises for its content."""
    staged = Staged()
    if len(data) > MOST_BYTES:
        staged.refuse(1, "", _("The file is larger than 8 MB. Send it in pieces."))
        return staged
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        staged.refuse(line, "", _("This is not UTF-8 text. Save the file as “CSV UTF-8” and send it again."))
        return staged
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        _read(reader, staged)
    except csv.Error as error:
        staged.refuse(reader.line_num, "", _("This is no CSV: %(error)s.") % {"error": error})
    return staged


def _delimiter(text: str) -> str:
    head = text.partition("\n")[0]
    return max(",;\t", key=head.count)


def _read(reader: Iterator[list[str]], staged: Staged) -> None:
    head = [cell.strip().lower() for cell in next(reader, [])]
    missing = [name for name in ("number", "name") if name not in head]
    if missing:
        staged.refuse(
            1, missing[0], _("The column “%(column)s” is missing. Name it in the first line.") % {"column": missing[0]}
        )
        return
    seen: dict[str, int] = {}
    for line, cells in enumerate(reader, start=2):
        if line > MOST_ROWS + 1:
            staged.refuse(line, "", _("A file may have 100,000 lines. Send the rest as another file."))
            return
        if any(cell.strip() for cell in cells):
            _take(dict(zip(head, cells, strict=False)), line, seen, staged)


def _take(cells: dict[str, str], line: int, seen: dict[str, int], staged: Staged) -> None:
    number, name = clean_number(cells.get("number", "")), clean_name(cells.get("name", ""))
    truth = cells.get("active", "").strip().lower()
    problem = number_problem(number)
    if problem:
        staged.refuse(line, "number", problem)
    elif number in seen:
        staged.refuse(
            line,
            "number",
            _("Part %(part)s stands in line %(line)s already. Keep one of them.")
            % {"part": number, "line": seen[number]},
        )
    elif not name or len(name) > 150:
        staged.refuse(line, "name", _("A name has 1 to 150 characters; this one has %(n)s.") % {"n": len(name)})
    elif truth not in _TRUTH:
        staged.refuse(line, "active", _("“%(value)s” is neither yes nor no.") % {"value": shown(truth)})
    else:
        seen[number] = line
        staged.rows[number] = Row(number, name, _TRUTH[truth])


def clean_number(text: str) -> str:
    """Bring a part number to the form it is kept in: full-width forms folded, capitals, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).upper().split())


def clean_name(text: str) -> str:
    """A name on one line, without control characters and without the mark that hides formulas."""
    if text.startswith("'") and text[1:2] in _FORMULA:
        text = text[1:]
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def number_problem(number: str) -> str:
    """Say what is wrong with a cleaned part number; nothing when it is right."""
    if _NUMBER.fullmatch(number):
        return ""
    return _("“%(value)s” is no part number. Use 1 to 40 letters A–Z, digits, and . / _ + - between them.") % {
        "value": shown(number)
    }


def shown(text: str) -> str:
    """A value as a message can repeat it: short, and with a sign in place of what cannot be printed."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text[:40])


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def lines(rows: Iterable[tuple[str, ...]]) -> str:
    """Rows as CSV text."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([safe_cell(cell) for cell in row] for row in rows)
    return out.getvalue()

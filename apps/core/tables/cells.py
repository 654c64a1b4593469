"""One cell: from what a file holds to text, and what spreadsheets do to a text on its way."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any

#: What a reader gives: text from CSV, typed values from XLSX.
Cell = str | int | float | bool | date | datetime | time | timedelta | None

#: A text that begins so would be run as a formula; full-width forms too, in spreadsheets set to East Asian languages.
_STARTS = "=+\\-@\t\r\n＝＋－＠"
_FORMULA = re.compile(f"'*[{_STARTS}]")
_GUARDED = re.compile(f"'+[{_STARTS}]")
_AS_TEXT = re.compile(r'="(?P<text>(?:[^"]|"")*)"', re.S)
_SHORTENED = re.compile(r"[+-]?\d(?:[.,]\d+)?[Ee]\+?\d{1,3}")
_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
_DAY, _IN_YEAR, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)\d{2}"
#: As spreadsheets show days, by the setting of the machine.
_DATED = re.compile(
    rf"\d{{1,2}}-{_MONTH}(?:-(?:\d{{2}}|\d{{4}}))?|{_MONTH}-\d{{1,2}}|(?:{_YEAR}年)?\d{{1,2}}月(?:\d{{1,2}}日)?"
    rf"|{_YEAR}([-/.]){_IN_YEAR}\1{_DAY}|{_DAY}([-/.]){_DAY}\2{_YEAR}",
    re.I,
)
_ROUNDED = re.compile(r"\d{15}0+")
_POINTED = re.compile(r"\d+[.,]0{1,4}")
#: Figures that a spreadsheet's number can hold.
MOST_FIGURES = 15


def harmless(value: Any) -> Any:
    """A text that no spreadsheet takes for a formula; numbers and dates stay what they are."""
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def unguarded(text: str) -> str:
    """What :func:`harmless` was given."""
    return text[1:] if _GUARDED.match(text) else text


def undressed(text: str) -> str:
    """A code without what keeps it a text in spreadsheets: ``="0042"`` and a leading apostrophe."""
    text = text.strip()
    dressed = _AS_TEXT.fullmatch(text)
    if dressed:
        return dressed["text"].replace('""', '"').strip()
    return text.removeprefix("'").strip()


def shortened(text: str) -> bool:
    """Whether a text looks like a number that a spreadsheet shortened, as 1.23E+10."""
    return _SHORTENED.fullmatch(text) is not None


def dated(text: str) -> bool:
    """Whether a text looks like a day that a spreadsheet made of a number: 3-1 becomes 1-Mar."""
    return _DATED.fullmatch(text) is not None


def rounded_off(text: str) -> bool:
    """Whether a text looks like a long number of which a spreadsheet kept 15 figures: the others became noughts."""
    return _ROUNDED.fullmatch(text) is not None


def pointed(text: str) -> bool:
    """Whether a text looks like a whole number that a spreadsheet wrote as an amount: 12345.00."""
    return _POINTED.fullmatch(text) is not None


def text_of(cell: Cell) -> str:
    """A cell as text; whole numbers without a point, days as 2026-03-31."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e30 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "seconds")
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


def one_line(text: str) -> str:
    """A text on one line: what cannot be printed becomes a blank, blanks in a row become one."""
    return " ".join("".join(c if c.isprintable() and c != "\N{REPLACEMENT CHARACTER}" else " " for c in text).split())


def shown(text: str) -> str:
    """A value as a message can repeat it: short, and with a sign in place of what cannot be printed."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text[:40])

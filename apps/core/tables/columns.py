"""Columns as objects: which names head them, and how a cell becomes a value."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from ..days import read_day
from ..errors import Refused
from .cells import (
    MOST_FIGURES,
    Cell,
    dated,
    one_line,
    pointed,
    rounded_off,
    shortened,
    shown,
    text_of,
    undressed,
    unguarded,
)

#: Takes a remark on a value that is kept all the same.
Warn = Callable[[str], None]

_TRUE = frozenset({"1", "yes", "y", "true", "是", "真", "نعم"})
_FALSE = frozenset({"0", "no", "n", "false", "否", "假", "لا"})


def folded(name: str) -> str:
    """A name as headings are compared: without case, width, blanks, dashes and low lines."""
    text = unicodedata.normalize("NFKC", undressed(name)).casefold()
    return "".join(c for c in text if c.isalnum())


class Column:
    """A column: ``name`` heads it in files that we write, ``aliases`` in files of others, in our languages.

    ``label`` is what people call it, ``form`` says in words how to write a value; both are lazy texts.
    ``required`` columns must be in the heading, and their cells filled in unless ``may_be_empty``.
    """

    def __init__(
        self,
        name: str,
        *,
        label: Any,
        aliases: Iterable[str] = (),
        form: Any = "",
        required: bool = True,
        may_be_empty: bool = False,
        default: Any = None,
    ) -> None:
        self.name, self.label, self.form = name, label, form
        self.required, self.may_be_empty, self.default = required, may_be_empty or not required, default
        self.names = frozenset(folded(text) for text in (name, *aliases))

    def clean(self, cell: Cell, warn: Warn) -> Any:
        """The value of a cell. Raises Refused in words; ``warn`` takes remarks."""
        text = self.text(cell)
        if text:
            return self.read(text, cell, warn)
        if self.may_be_empty:
            return self.default
        raise Refused(_("Empty: fill it in."), field=self.name)

    def text(self, cell: Cell) -> str:
        return undressed(text_of(cell))

    def read(self, text: str, cell: Cell, warn: Warn) -> Any:
        """The value of a text that is not empty."""
        return text

    def assign(self, record: dict[str, Any], value: Any) -> None:
        """Put a value into the record of a row."""
        record[self.name] = value

    def describe(self) -> dict[str, Any]:
        """What a page or the documentation says of the column."""
        return {"name": self.name, "label": self.label, "form": self.form, "may_be_empty": self.may_be_empty}


class TextColumn(Column):
    """A text of one line, with at most so many characters."""

    def __init__(self, name: str, *, most: int = 150, **options: Any) -> None:
        super().__init__(name, **options)
        self.most = most

    def text(self, cell: Cell) -> str:
        return one_line(unguarded(text_of(cell)))

    def read(self, text: str, cell: Cell, warn: Warn) -> str:
        if len(text) > self.most:
            message = _("It has %(n)s characters: shorten it to %(most)s.")
            raise Refused(message % {"n": len(text), "most": self.most}, field=self.name)
        return text


class CodeColumn(Column):
    """A code of letters and figures, of which spreadsheets like to make numbers."""

    def read(self, text: str, cell: Cell, warn: Warn) -> str:
        if shortened(text):
            warn(_("“%(value)s” looks like a number that a spreadsheet shortened.") % {"value": shown(text)})
        elif isinstance(cell, date) or dated(text):
            warn(_("“%(value)s” looks like a day that a spreadsheet made of a number.") % {"value": shown(text)})
        elif (isinstance(cell, float | int) and len(text.strip("-")) > MOST_FIGURES) or rounded_off(text):
            warn(_("“%(value)s” was a number: a spreadsheet keeps 15 figures of it.") % {"value": shown(text)})
        elif pointed(text):
            warn(_("“%(value)s” has a part of nothing behind its point, as spreadsheets write amounts.")
                 % {"value": shown(text)})  # fmt: skip
        return text


class DayColumn(Column):
    """A day; one with two readings is refused."""

    def clean(self, cell: Cell, warn: Warn) -> date | None:
        if isinstance(cell, datetime):
            return cell.date()
        if isinstance(cell, date):
            return cell
        found: date | None = super().clean(cell, warn)
        return found

    def read(self, text: str, cell: Cell, warn: Warn) -> date:
        try:
            return read_day(text)
        except Refused as refused:
            raise Refused(refused.message, field=self.name) from None


class YearColumn(Column):
    """A year of four figures."""

    def read(self, text: str, cell: Cell, warn: Warn) -> int:
        plain = unicodedata.normalize("NFKC", text)
        if len(plain) == 4 and all(unicodedata.digit(c, None) is not None for c in plain):
            return int(plain)
        raise Refused(_("“%(value)s” is no year: write it as 2026.") % {"value": shown(text)}, field=self.name)


class YesNoColumn(Column):
    """Yes or no, in our languages."""

    def read(self, text: str, cell: Cell, warn: Warn) -> bool:
        word = folded(text)
        if word in _TRUE or word in _FALSE:
            return word in _TRUE
        raise Refused(_("“%(value)s” is neither yes nor no.") % {"value": shown(text)}, field=self.name)


class ChoiceColumn(Column):
    """One of a few values, by value or by any of its words."""

    def __init__(self, name: str, *, words: Mapping[str, Iterable[str]], **options: Any) -> None:
        super().__init__(name, **options)
        self.values = {folded(word): value for value, more in words.items() for word in (value, *more)}

    def read(self, text: str, cell: Cell, warn: Warn) -> str:
        return self.values.get(folded(text), text)

"""Part numbers and names as they are kept, and the columns of a catalogue's file."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.errors import Refused
from apps.core.figures import in_our_figures
from apps.core.tables.cells import Cell, one_line, shown, unguarded
from apps.core.tables.columns import CodeColumn, Column, TextColumn, Warn, YesNoColumn, folded
from apps.vehicles.components import Component

#: What looks like a dash and is none to Unicode: minus, hyphen bullet, box drawing, long vowel.
_DASHES = "\u2212\u02d7\u2043\u2500\u30fc"
_NUMBER = re.compile(r"[0-9A-Z][0-9A-Z ./_+-]{0,39}")


def clean_number(text: str) -> str:
    """Bring a part number to the form it is kept in: wide forms folded, capitals, single spaces, plain dashes.

    Signs that nobody sees (zero-width blanks, marks of byte order or direction) go; figures of any script are ours.
    """
    seen = in_our_figures(text)
    plain = "".join("-" if unicodedata.category(c) == "Pd" or c in _DASHES else c for c in seen)
    return " ".join(plain.upper().split())


def bare_number(text: str) -> str:
    """A part number as it is looked for: letters and figures only (``Part.bare``)."""
    return "".join(c for c in clean_number(text) if c.isascii() and c.isalnum())


def clean_name(text: str) -> str:
    """A name on one line, without control characters and without the mark that hides formulas."""
    return one_line(unguarded(text))


def number_problem(number: str) -> str:
    """Say what is wrong with a cleaned part number; nothing when it is right."""
    if _NUMBER.fullmatch(number):
        return ""
    return _("“%(value)s” is no part number. Use 1 to 40 letters A–Z, digits, and . / _ + - between them.") % {
        "value": shown(number)
    }


def name_problem(name: str) -> str:
    """Say what is wrong with a cleaned name; nothing when it is right."""
    if 1 <= len(name) <= 150:
        return ""
    return _("A name has 1 to 150 characters; this one has %(n)s.") % {"n": len(name)}


class NumberColumn(CodeColumn):
    """A part number; warns of what a spreadsheet may have made of it."""

    def read(self, text: str, cell: Cell, warn: Warn) -> str:
        number = clean_number(super().read(text, cell, warn))
        if problem := number_problem(number):
            raise Refused(problem, field=self.name)
        return number


class NameColumn(TextColumn):
    """A part's name."""

    def clean(self, cell: Cell, warn: Warn) -> str:
        name = self.text(cell)
        if problem := name_problem(name):
            raise Refused(problem, field=self.name)
        return name


@lru_cache(maxsize=1)
def _components() -> dict[str, str]:
    """Components by their codes and by their names in all our languages: a file's language is not its reader's."""
    found = {folded(value): value for value in Component.values}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {folded(str(label)): value for value, label in Component.choices}
    return found


class ComponentColumn(Column):
    """What of a car a part belongs to."""

    def read(self, text: str, cell: Cell, warn: Warn) -> str:
        if component := _components().get(folded(text)):
            return component
        message = _("“%(value)s” is no component: use one of %(codes)s.")
        raise Refused(message % {"value": shown(text), "codes": ", ".join(Component.values)}, field=self.name)


CATALOGUE_COLUMNS: list[Column] = [
    NumberColumn(
        "number",
        label=gettext_lazy("Part number"),
        aliases=["part number", "part no", "part no.", "零件号", "件号", "配件编号", "رقم القطعة"],
        form=gettext_lazy("1 to 40 letters A–Z, digits, and . / _ + - between them"),
    ),
    NameColumn(
        "name",
        label=gettext_lazy("Name"),
        aliases=["description", "名称", "零件名称", "الاسم", "اسم القطعة"],
        form=gettext_lazy("1 to 150 characters"),
    ),
    ComponentColumn(
        "component",
        label=gettext_lazy("Component"),
        aliases=["assembly", "system", "部件", "总成", "المكوّن"],
        form=gettext_lazy("its name or code, as service_brakes; empty leaves what stands"),
        required=False,
    ),
    YesNoColumn(
        "active",
        label=gettext_lazy("Can be ordered"),
        aliases=["can be ordered", "可订购", "متاح للطلب"],
        form=gettext_lazy("yes or no; empty is yes"),
        required=False,
        default=True,
    ),
]

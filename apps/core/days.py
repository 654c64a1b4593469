"""A day as people and spreadsheets write it: one reading is taken, two are refused with the form to write."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from datetime import date
from functools import cache

from django.conf import settings
from django.utils import dates, translation
from django.utils.translation import gettext as _

from .errors import Refused
from .figures import in_our_figures
from .tables.cells import shown

#: A time behind the day, as 00:00:00, T08:30 or 8:30 PM; the day is what counts.
_TIME = r"(?:[T\s]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s*(?:[AaPp][Mm]|Z))?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})\s*([-/.])\s*(\d{{1,2}})\s*\2\s*(\d{{1,2}}){_TIME}")
_CHINESE = re.compile(rf"(\d{{4}})\s*年\s*(\d{{1,2}})\s*月\s*(\d{{1,2}})\s*[日号]{_TIME}")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YEAR_LAST = re.compile(rf"(\d{{1,2}})\s*([-/.])\s*(\d{{1,2}})\s*\2\s*(\d{{4}}){_TIME}")
_NAME = r"[^\W\d_]{2,}(?: [^\W\d_]{3,})?"
_NAMED = re.compile(rf"(\d{{1,2}})[\s-]+({_NAME})\.?[\s,،-]+(\d{{4}}){_TIME}")
_NAMED_FIRST = re.compile(rf"({_NAME})\.?[\s-]+(\d{{1,2}})[\s,،-]+(\d{{4}}){_TIME}")
_TWO_FIGURES = re.compile(r"\d{1,2}\s*[-/.]\s*\d{1,2}\s*[-/.]\s*\d{2}")
_SERIAL = re.compile(r"[2-6]\d{4}(?:\.\d+)?")
#: Names of months beside those that our languages give them: the Levant's and Iraq's, and a common short form.
_OTHER_NAMES = {
    "sept": 9,
    "كانون الثاني": 1,
    "شباط": 2,
    "آذار": 3,
    "نيسان": 4,
    "أيار": 5,
    "حزيران": 6,
    "تموز": 7,
    "آب": 8,
    "أيلول": 9,
    "تشرين الأول": 10,
    "تشرين الثاني": 11,
    "كانون الأول": 12,
}


def read_day(text: str) -> date:
    """The day that ``text`` names in its only reading. Raises Refused in words when it has none, or two."""
    text = _plain(text)
    found = _readings(text)
    if len(found) == 1:
        return found.pop()
    if found:
        first, second = sorted(found)
        raise Refused(
            _("“%(value)s” can be read as %(first)s or %(second)s: write the one you mean in that form.")
            % {"value": shown(text), "first": first.isoformat(), "second": second.isoformat()}
        )
    raise Refused(_why_not(text) % {"value": shown(text)})


def _plain(text: str) -> str:
    """Figures of any script as ours, separators of full width as narrow ones."""
    return in_our_figures(unicodedata.normalize("NFC", text))


def _readings(text: str) -> set[date]:
    if match := _YEAR_FIRST.fullmatch(text):
        return _days((match[1], match[3], match[4]))
    if match := _CHINESE.fullmatch(text) or _COMPACT.fullmatch(text):
        return _days((match[1], match[2], match[3]))
    if match := _YEAR_LAST.fullmatch(text):
        return _days((match[4], match[3], match[1]), (match[4], match[1], match[3]))
    if match := _NAMED.fullmatch(text):
        return _days((match[3], _month(match[2]), match[1]))
    if match := _NAMED_FIRST.fullmatch(text):
        return _days((match[3], _month(match[1]), match[2]))
    return set()


def _days(*candidates: tuple[str, str, str]) -> set[date]:
    found = set()
    for year, month, day in candidates:
        with suppress(ValueError):
            found.add(date(int(year), int(month), int(day)))
    return found


def _month(name: str) -> str:
    """The number of a month by its name in any of our languages, in full or short; "0" for no month."""
    return str(_month_names().get(_bare(name), 0))


@cache
def _month_names() -> dict[str, int]:
    """Every name of a month that our pages write, and a few more."""
    found = {_bare(name): number for name, number in _OTHER_NAMES.items()}
    for code, _language in settings.LANGUAGES:
        with translation.override(code):
            for names in (dates.MONTHS, dates.MONTHS_3, dates.MONTHS_AP, dates.MONTHS_ALT):
                found |= {_bare(str(name)): number for number, name in names.items()}
    return found


def _bare(name: str) -> str:
    """A name without case, points and the marks that people leave out (أ and ا are one)."""
    split = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in split if c.isalnum() or c == " ").strip()


def _why_not(text: str) -> str:
    if _SERIAL.fullmatch(text):
        return _("“%(value)s” is a spreadsheet's day number: format the column as a date or as text, and save again.")
    if _TWO_FIGURES.fullmatch(text):
        return _("“%(value)s” leaves open which year it is: write it as 2026-03-31.")
    return _("“%(value)s” is no date: write it as 2026-03-31.")

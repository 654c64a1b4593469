"""A day as people and spreadsheets write it: one reading is taken, two are refused with the form to write."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from datetime import date

from django.utils.translation import gettext as _

from ..errors import Refused
from .cells import shown

#: A time behind the day, as 00:00:00, T08:30 or 8:30 PM; the day is what counts.
_TIME = r"(?:[T\s]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s*(?:[AaPp][Mm]|Z))?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})\s*([-/.])\s*(\d{{1,2}})\s*\2\s*(\d{{1,2}}){_TIME}")
_CHINESE = re.compile(rf"(\d{{4}})\s*年\s*(\d{{1,2}})\s*月\s*(\d{{1,2}})\s*[日号]{_TIME}")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YEAR_LAST = re.compile(rf"(\d{{1,2}})\s*([-/.])\s*(\d{{1,2}})\s*\2\s*(\d{{4}}){_TIME}")
_NAMED = re.compile(rf"(\d{{1,2}})[\s-]+([A-Za-z]{{3,9}})\.?[\s,-]+(\d{{4}}){_TIME}")
_NAMED_FIRST = re.compile(rf"([A-Za-z]{{3,9}})\.?[\s-]+(\d{{1,2}})[\s,-]+(\d{{4}}){_TIME}")
_TWO_FIGURES = re.compile(r"\d{1,2}\s*[-/.]\s*\d{1,2}\s*[-/.]\s*\d{2}")
_SERIAL = re.compile(r"[2-6]\d{4}(?:\.\d+)?")
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]


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
    folded = unicodedata.normalize("NFKC", text)
    figures = (str(unicodedata.digit(c)) if unicodedata.digit(c, None) is not None else c for c in folded)
    return "".join(c for c in figures if unicodedata.category(c) != "Cf").strip()


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
    """The number of a month named in full or by three letters; "0" for no month."""
    name = name.casefold()
    names = [n for n, month in enumerate(_MONTHS, start=1) if name in (month, month[:3]) or (name, n) == ("sept", 9)]
    return str(names[0]) if names else "0"


def _why_not(text: str) -> str:
    if _SERIAL.fullmatch(text):
        return _("“%(value)s” is a spreadsheet's day number: format the column as a date or as text, and save again.")
    if _TWO_FIGURES.fullmatch(text):
        return _("“%(value)s” leaves open which year it is: write it as 2026-03-31.")
    return _("“%(value)s” is no date: write it as 2026-03-31.")

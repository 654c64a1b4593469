"""A paper as data for ``paper.typ``: built in one language by those who know what stands on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.core.typesetting import legible, visible
from apps.core.wording import NOTHING, money_text, number_text

_TEMPLATE = Path(__file__).parent / "paper.typ"
#: The face of a language comes first; the others print names of other scripts.
_FONTS: Final = {
    "en": ("Noto Sans", "Amiri", "Noto Sans SC"),
    "zh-hans": ("Noto Sans SC", "Noto Sans", "Amiri"),
    "ar": ("Amiri", "Noto Sans", "Noto Sans SC"),
}
LANGUAGES: Final = tuple(_FONTS)
Value = str | dict[str, str]


@dataclass
class Sheet:
    """``facts`` are (label, value); ``parts`` come from :func:`prose` and :func:`table`."""

    title: str
    number: str
    author: str
    day: date
    language: str
    address: str = ""
    intro: list[str] = field(default_factory=list)
    facts: list[tuple[str, Value]] = field(default_factory=list)
    parts: list[dict[str, Any]] = field(default_factory=list)
    signatures: list[str] = field(default_factory=list)

    def pdf(self) -> bytes:
        """PDF/A-2a and PDF/UA-1; the same data is the same bytes."""
        return legible(_TEMPLATE, _tidied(self._data()))

    def _data(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "number": self.number,
            "author": self.author,
            "address": self.address,
            "day": {"year": self.day.year, "month": self.day.month, "day": self.day.day},
            "footer": _("Sanbao, %(day)s") % {"day": date_format(self.day, "DATE_FORMAT")},
            "lang": self.language.partition("-")[0],
            "rtl": translation.get_language_bidi(),
            "fonts": list(_FONTS[self.language]),
            "intro": self.intro,
            "facts": [list(fact) for fact in self.facts],
            "parts": self.parts,
            "signatures": self.signatures,
        }


def ltr(value: Any) -> Value:
    """A code, a number or an amount: from left to right in every language."""
    return {"ltr": str(value) if value not in (None, "") else NOTHING}


def money(amount: Decimal, currency: str) -> Value:
    """An amount with its currency."""
    return ltr(money_text(amount, currency))


def figure(value: Decimal | None, digits: int) -> Value:
    """A number with so many decimals; a dash for none."""
    return ltr(number_text(value, digits))


def day_words(day: date | None) -> str:
    """A day in words."""
    return date_format(day, "DATE_FORMAT") if day else NOTHING


def prose(heading: str, *texts: str) -> dict[str, Any]:
    """A heading with paragraphs."""
    lines = [line for text in texts for line in text.splitlines() if line.strip()]
    return {"heading": heading, "text": lines or [NOTHING]}


def table(
    heading: str,
    head: Sequence[str],
    rows: Sequence[Sequence[Value]],
    *,
    widths: Sequence[int],
    figures: Sequence[int] = (),
) -> dict[str, Any]:
    """A heading with a table; ``widths`` are parts of the page (0: as needed), ``figures`` columns of numbers."""
    cells = [list(row) for row in rows]
    return {
        "heading": heading, "head": list(head), "rows": cells, "widths": list(widths), "figures": list(figures)
    }  # fmt: skip


def _tidied(data: Any) -> Any:
    """Without signs that nobody sees, which no font prints."""
    if isinstance(data, dict):
        return {name: _tidied(value) for name, value in data.items()}
    if isinstance(data, list):
        return [_tidied(value) for value in data]
    return visible(data) if isinstance(data, str) else data

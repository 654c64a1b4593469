"""Figures and names as plain text, the same in pages, charts and tables."""

from __future__ import annotations

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from django.utils import formats, timezone
from django.utils.translation import get_language

from .money import decimals_of

NOTHING = "–"
_PERCENT = {"ar": "\u2066{}%\u2069", "zh": "{}%"}


def percent_text(share: float | Decimal | None, digits: int = 1) -> str:
    """Write a share between 0 and 1 as a percentage; None is a dash.

    A space stands before the sign in English only; in Arabic the whole is kept apart from the sentence around it, or
    the sign would change sides.
    """
    if share is None:
        return NOTHING
    language = get_language() or ""
    return _PERCENT.get(language[:2], "{}\u00a0%").format(_figure(100 * Decimal(str(share)), digits, False, language))


def number_text(value: float | Decimal | None, digits: int = 0) -> str:
    """Write a figure with grouped thousands; None is a dash."""
    return NOTHING if value is None else _figure(value, digits, True, get_language() or "")


def money_text(amount: float | Decimal, currency: str) -> str:
    """Write an amount behind its ISO 4217 code, with as many decimals as the currency has. ValueError: of none."""
    return f"{currency}\u00a0{number_text(amount, decimals_of(currency))}"


def moment_text(moment: datetime) -> str:
    """An instant as a message says it: in the reader's zone and words, to the minute."""
    return str(formats.date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT"))


def country_label(code: str) -> str:
    """Name of a country in the active language; an unknown code is shown as it is."""
    return _country(code, get_language() or "")


# A desk writes hundreds of figures and names, most of them again and again. The caches are bounded.


@lru_cache(maxsize=4096, typed=True)
def _figure(value: float | Decimal, digits: int, grouped: bool, language: str) -> str:
    """Rounded, half up: Django cuts what is too long, and every figure would be a little too low."""
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return str(formats.number_format(rounded, digits, force_grouping=grouped))


@lru_cache(maxsize=4096)
def _country(code: str, language: str) -> str:
    from django_countries import countries

    return str(countries.name(code) or code)

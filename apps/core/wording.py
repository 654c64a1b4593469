"""Figures and names as plain text, the same in pages, charts and tables."""

from __future__ import annotations

from decimal import Decimal

from django.utils import formats
from django.utils.translation import get_language

NOTHING = "–"
_SIGNS = {"ar": "\u200e%\u200e", "zh": "%"}


def percent_text(share: float | Decimal | None, digits: int = 1) -> str:
    """Write a share between 0 and 1 as a percentage; None is a dash.

    The sign follows the language (CLDR): a space before it in English only; in Arabic between two marks, without which
    it would change sides within a sentence.
    """
    if share is None:
        return NOTHING
    return str(formats.number_format(share * 100, digits)) + _SIGNS.get((get_language() or "")[:2], "\u00a0%")


def number_text(value: float | Decimal | None, digits: int = 0) -> str:
    """Write a figure with grouped thousands; None is a dash."""
    return NOTHING if value is None else str(formats.number_format(value, digits, force_grouping=True))


def country_label(code: str) -> str:
    """Name of a country in the active language; an unknown code is shown as it is."""
    from django_countries import countries

    return str(countries.name(code) or code)

"""Figures and names as plain text, the same in pages, charts and tables."""

from __future__ import annotations

from decimal import Decimal

from django.utils import formats
from django.utils.translation import get_language

NOTHING = "–"
_PERCENT = {"ar": "\u2066{}%\u2069", "zh": "{}%"}


def percent_text(share: float | Decimal | None, digits: int = 1) -> str:
    """Write a share between 0 and 1 as a percentage; None is a dash.

    A space stands before the sign in English only; in Arabic the whole is kept apart from the sentence around it, or
    the sign would change sides.
    """
    if share is None:
        return NOTHING
    figure = str(formats.number_format(share * 100, digits))
    return _PERCENT.get((get_language() or "")[:2], "{}\u00a0%").format(figure)


def number_text(value: float | Decimal | None, digits: int = 0) -> str:
    """Write a figure with grouped thousands; None is a dash."""
    return NOTHING if value is None else str(formats.number_format(value, digits, force_grouping=True))


def country_label(code: str) -> str:
    """Name of a country in the active language; an unknown code is shown as it is."""
    from django_countries import countries

    return str(countries.name(code) or code)

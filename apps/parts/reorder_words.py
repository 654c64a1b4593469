"""Why so many pieces are advised: in words, and the months that it rests on as a chart."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.charts import Bar, Figure, bars
from apps.core.wording import number_text, percent_text

from .models import ReorderAdvice

_SHOWN = 24


def why(advice: ReorderAdvice) -> list[str]:
    """Sentences: how often it was asked for, what is expected, how long orders take, and how often that is enough."""
    return [_asked(advice), _expected(advice), _lead(advice), _enough(advice)]


def demand_chart(advice: ReorderAdvice) -> Figure:
    """Pieces asked for in each of the last twenty-four months, with the numbers."""
    months = list(enumerate(advice.months))[-_SHOWN:]
    rows = [
        Bar(date_format(_month(advice.first_month, place), "YEAR_MONTH_FORMAT"), pieces)
        for place, pieces in months
        if pieces is not None
    ]
    return bars(rows, id="demand", title=_("Pieces asked for, by month"), name=_("Month"))


def _month(first: date, place: int) -> date:
    whole = first.year * 12 + first.month - 1 + place
    return date(whole // 12, whole % 12 + 1, 1)


def _asked(advice: ReorderAdvice) -> str:
    known = [pieces for pieces in advice.months[-_SHOWN:] if pieces is not None]
    asked = [pieces for pieces in known if pieces]
    text = ngettext(
        "It was asked for in %(asked)s of the last %(months)s month on record, %(pieces)s pieces in all.",
        "It was asked for in %(asked)s of the last %(months)s months on record, %(pieces)s pieces in all.",
        len(known),
    )
    return text % {"asked": len(asked), "months": len(known), "pieces": sum(asked)}


def _expected(advice: ReorderAdvice) -> str:
    text = _("Expected: %(rate)s a month, by the method that would have been nearest so far (%(method)s).")
    return text % {"rate": number_text(advice.rate, 2), "method": advice.get_method_display()}


def _lead(advice: ReorderAdvice) -> str:
    days: dict[str, Any] = {"days": advice.lead_days, "known": advice.lead_known}
    if advice.lead_known:
        return (
            _("Four of five orders were here within %(days)s days (%(known)s receipts of the last two years).") % days
        )
    return _("Too few orders were received to know how long they take: the duty allows %(days)s days.") % days


def _enough(advice: ReorderAdvice) -> str:
    text = _("%(level)s pieces are enough in %(share)s of cases until the next order is here.")
    # Nothing is enough in all cases: 99.6 % are told as 99.
    share = percent_text(math.floor(100 * advice.kept) / 100, 0)
    words = text % {"level": advice.level, "share": share}
    more = _("More are kept of it, since a car may have to stand without it.")
    return f"{words} {more}" if advice.critical else words

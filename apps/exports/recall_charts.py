"""The curve of a recall: the share remedied at the end of each week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.charts import Figure, trend_line
from apps.charts.trend import Series

from .recall_states import Completion


def completion_chart(weeks: Sequence[tuple[date, Completion]]) -> Figure:
    """A line of shares with its numbers; no share while there is nothing to remedy."""
    line = Series(_("Remedied"), [row.share for _day, row in weeks])
    periods = [date_format(day, "SHORT_DATE_FORMAT") for day, _row in weeks]
    return trend_line([line], periods, id="completion", title=_("Share of the cars remedied, at the end of each week"))

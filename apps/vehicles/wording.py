"""Dates and distances inside sentences, in the reader's language."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import formats, timezone

from apps.core.wording import number_text


def said_day(day: date) -> str:
    """A calendar day in words, as ``3 March 2026``."""
    return formats.date_format(day, "DATE_FORMAT")


def said_km(kilometres: int) -> str:
    """A distance with grouped thousands, without its unit."""
    return number_text(kilometres)


def local_day(at: datetime) -> date:
    """The reader's calendar day at the moment ``at``: "today" in rules about dates."""
    return timezone.localtime(at).date()

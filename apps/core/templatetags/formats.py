"""Dates, figures, codes and names as people read them: ``{% load formats %}`` (examples in docs/face.md)."""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.utils import formats, timezone
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.core.markup import format_html
from apps.core.today import today_in, today_of_reader
from apps.core.wording import NOTHING, country_label, money_text, number_text, percent_text

register = template.Library()


def zone_label(moment: datetime) -> str:
    """Name the zone of an aware moment, as in ``Africa/Nairobi (UTC+03:00)``."""
    offset = moment.strftime("%z")
    offset = f"UTC{offset[:3]}:{offset[3:5]}"
    key = moment.tzinfo.key if isinstance(moment.tzinfo, ZoneInfo) else str(moment.tzinfo)
    return offset if key.startswith("UTC") and key != "UTC" else f"{key} ({offset})"


@register.simple_tag
def local_time(moment: datetime | None, style: str = "DATETIME_FORMAT") -> SafeString:
    """Show an instant in the reader's zone; the zone's name is in the title, with the whole moment where
    ``style`` leaves some of it out; the exact instant in ``datetime``.

    ``style`` names a Django format (``SHORT_DATETIME_FORMAT``, ``TIME_FORMAT`` …). None shows a dash.
    """
    if moment is None:
        return SafeString(NOTHING)
    return _moment(moment, style, get_language() or "", timezone.get_current_timezone())


@lru_cache(maxsize=4096)
def _moment(moment: datetime, style: str, language: str, where: tzinfo) -> SafeString:
    """A list that is looked at all day tells the same moments again and again."""
    here = moment.astimezone(where)
    zone = zone_label(here)
    whole = zone if style == "DATETIME_FORMAT" else f"{formats.date_format(here, 'DATETIME_FORMAT')}, {zone}"
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', here.isoformat(), whole, formats.date_format(here, style)
    )


@register.simple_tag
def reading_zone() -> str:
    """Name the zone in which this page shows times."""
    return zone_label(timezone.localtime())


@register.simple_tag
def date_only(day: date | datetime | None, style: str = "DATE_FORMAT") -> SafeString:
    """Show a calendar day. An instant is first put into the reader's zone; a plain date is left as it is."""
    if day is None:
        return SafeString(NOTHING)
    if isinstance(day, datetime):
        day = today_of_reader(day)
    return _day(day, style, get_language() or "")


@lru_cache(maxsize=4096)
def _day(day: date, style: str, language: str) -> SafeString:
    """Many rows of a list tell the same day."""
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), formats.date_format(day, style))


@register.simple_tag
def day_in(country: str, moment: datetime) -> date:
    """The calendar day of a moment in a country: ``{% day_in point.country.code now as today %}``."""
    return today_in(country, moment)


@register.simple_tag
def number(value: float | Decimal | None, digits: int = 0) -> SafeString:
    """Show a figure with grouped thousands and a fixed number of decimals."""
    if value is None:
        return SafeString(NOTHING)
    return SafeString(f'<bdi class="num">{number_text(value, digits)}</bdi>')  # figures, signs and spaces only


@register.simple_tag
def kilometres(value: int | None) -> SafeString:
    """Show a distance: ``33,249 km`` in the reader's words."""
    if value is None:
        return SafeString(NOTHING)
    return format_html('<bdi class="num">{}</bdi>', _("%(km)s km") % {"km": number_text(value, 0)})


@register.simple_tag
def money(amount: Decimal | float | None, currency: str) -> SafeString:
    """Show an amount with its ISO 4217 code, the same way round in every script: ``KES 12,500.00``, ``JPY 12,500``."""
    if amount is None:
        return SafeString(NOTHING)
    return format_html('<bdi dir="ltr" class="num nowrap">{}</bdi>', money_text(amount, currency))


@register.simple_tag
def percent(share: float | Decimal | None, digits: int = 1) -> SafeString:
    """Show a share between 0 and 1 as a percentage."""
    return SafeString(f'<bdi dir="ltr" class="num nowrap">{percent_text(share, digits)}</bdi>')


@register.simple_tag
def country_name(code: str | None) -> SafeString:
    """Show the name of a country by its ISO 3166-1 alpha-2 code."""
    return format_html("<bdi>{}</bdi>", country_label(code)) if code else SafeString(NOTHING)


@register.simple_tag
def mono(value: Any) -> SafeString:
    """Show a code that people compare sign by sign: always left to right, in a monospaced face."""
    if value in (None, ""):
        return SafeString(NOTHING)
    return format_html('<bdi dir="ltr" class="mono">{}</bdi>', value)


@register.simple_tag
def vin(value: Any) -> SafeString:
    """Show a vehicle identification number."""
    return mono(value)


@register.simple_tag
def part_number(value: Any) -> SafeString:
    """Show a part number."""
    return mono(value)


@register.simple_tag
def user_text(value: str | None) -> SafeString:
    """Show what a person wrote: paragraphs kept, markup escaped, direction taken from the text itself."""
    if not value:
        return SafeString(NOTHING)
    paragraphs = linebreaks(value, autoescape=True).replace("<p>", '<p dir="auto">')
    return mark_safe(f'<div class="prose">{paragraphs}</div>')  # noqa: S308  (linebreaks escaped it)


@register.simple_tag
def yes_no(value: bool | None) -> str:
    """Write a truth as a word; None is said as not known."""
    if value is None:
        return _("Not known")
    return _("Yes") if value else _("No")

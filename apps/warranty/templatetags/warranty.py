"""How every page tells whether a car is covered: ``{% load warranty %}``, ``{% cover vehicle %}``."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.core.lists import ListColumn
from apps.core.templatetags.face import status_badge
from apps.core.templatetags.formats import date_only, number
from apps.core.today import today_in
from apps.vehicles.models import Vehicle

from ..models import Coverage
from ..selectors import coverage_of

register = template.Library()


@register.inclusion_tag("warranty/_cover.html")
def cover(vehicle: Vehicle) -> dict[str, Any]:
    """``{% cover vehicle %}``: a badge with its words, as of today where the car is."""
    coverage = coverage_of(vehicle)
    return {"coverage": coverage, "ended": coverage and _ended(coverage, vehicle, timezone.now())}


@register.simple_tag
def cover_column(at: datetime) -> ListColumn:
    """``{% cover_column now as covered %}``: until when the cars of a list are covered."""
    return ListColumn(_("Covered until"), lambda vehicle: _in_short(vehicle, at))


def _in_short(vehicle: Vehicle, at: datetime) -> SafeString:
    coverage = coverage_of(vehicle)
    if coverage is None:
        return status_badge("neutral", _("No warranty term on record"))
    return _ended(coverage, vehicle, at) or date_only(coverage.ends_on, "SHORT_DATE_FORMAT")


def _ended(coverage: Coverage, vehicle: Vehicle, at: datetime) -> SafeString | None:
    """Which limit ended the cover, in words; None while it runs."""
    standing = coverage.standing(today_in(str(vehicle.country), at), vehicle.odometer_km or 0)
    if standing == Coverage.Standing.COVERED:
        return None
    if standing == Coverage.Standing.ENDED_BY_DAY:
        limit = escape(_("on %(day)s")) % {"day": date_only(coverage.ends_on, "SHORT_DATE_FORMAT")}
    else:
        limit = escape(_("at %(km)s km")) % {"km": number(coverage.kilometres)}
    return format_html("{} <span>{}</span>", status_badge("warn", _("Warranty ended")), SafeString(limit))

"""How every page tells whether a car is covered: ``{% load warranty %}``, ``{% cover vehicle %}``."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.core.lists import ListColumn
from apps.core.markup import format_html
from apps.core.templatetags.face import status_badge
from apps.core.templatetags.formats import date_only, number
from apps.core.today import today_in
from apps.vehicles.models import Vehicle

from .. import wording
from ..cover import CarCover, Cover, cover_in_short, cover_of
from ..coverage import Verdict

register = template.Library()
register.simple_tag(wording.said_cover)
register.simple_tag(wording.said_law)
register.simple_tag(wording.said_until)
register.simple_tag(wording.said_term)
register.simple_tag(wording.said_time_left)
register.simple_tag(wording.said_km_left)
register.simple_tag(wording.said_sale)
register.filter(wording.group_name)


@register.inclusion_tag("warranty/_cover.html")
def cover(vehicle: Vehicle) -> dict[str, Any]:
    """``{% cover vehicle %}``: a badge with its words, as of today where the car is."""
    car = _today(vehicle, timezone.now())
    return {"main": car.main, "partly": _partly(car), "ended": _ended(car.main)}


@register.inclusion_tag("components/progress.html")
def time_bar(cover: Cover) -> dict[str, Any]:
    """``{% time_bar cover %}``: how much of the time of a term has passed; for terms with a last day only."""
    span = cover.span
    if span is None or span.last_day is None:
        raise ValueError("a bar of time needs a last day")
    whole = (span.last_day - span.first_day).days + 1
    passed = min(max((cover.on - span.first_day).days, 0), whole)
    return {"label": _("Time"), "value": passed, "maximum": whole, "text": wording.said_time_left(cover)}


@register.inclusion_tag("components/progress.html")
def distance_bar(cover: Cover) -> dict[str, Any]:
    """``{% distance_bar cover %}``: how much of the distance of a term is driven; for terms with a limit only."""
    if cover.span is None or cover.span.last_km is None:
        raise ValueError("a bar of distance needs a last kilometre")
    most = cover.span.last_km
    text = wording.said_km_left(cover)
    return {"label": _("Distance"), "value": min(cover.odometer_km, most), "maximum": most, "text": text}


@register.simple_tag
def car_cover(vehicle: Vehicle) -> CarCover:
    """``{% car_cover vehicle as car %}``: all that covers a car today where it is (at most 6 queries)."""
    return cover_of(vehicle, on=today_in(str(vehicle.country), timezone.now()))


@register.simple_tag
def cover_column(at: datetime) -> ListColumn:
    """``{% cover_column now as covered %}``: until when the cars of a list are covered."""
    return ListColumn(_("Covered until"), lambda vehicle: _in_short(vehicle, at))


def _today(vehicle: Vehicle, at: datetime) -> CarCover:
    return cover_in_short(vehicle, on=today_in(str(vehicle.country), at))


def _partly(car: CarCover) -> bool:
    """Whether some of its parts are covered still, and others not any more."""
    return any(cover.covered for cover in car.groups) and not all(cover.covered for cover in car.groups)


def _in_short(vehicle: Vehicle, at: datetime) -> SafeString:
    main = _today(vehicle, at).main
    if main is None:
        return status_badge("neutral", _("No warranty term on record"))
    return _ended(main) or _last(main)


def _last(main: Cover) -> SafeString:
    if main.span is None or main.span.last_day is None:
        return format_html("{} km", number(main.span.last_km if main.span else None))
    return date_only(main.span.last_day, "SHORT_DATE_FORMAT")


def _ended(main: Cover | None) -> SafeString | None:
    """Which limit ended the cover, in words; None while it runs and where there is none."""
    if main is None or main.covered or main.span is None:
        return None
    if main.verdict == Verdict.NOT_BEGUN:
        return status_badge("neutral", _("Warranty not begun"))
    if main.verdict == Verdict.NOT_TRANSFERRED:
        return status_badge("warn", _("Warranty not taken over"))
    if main.verdict == Verdict.ENDED_BY_DAY:
        limit = escape(_("on %(day)s")) % {"day": date_only(main.span.last_day, "SHORT_DATE_FORMAT")}
    else:
        limit = escape(_("at %(km)s km")) % {"km": number(main.span.last_km)}
    return format_html("{} <span>{}</span>", status_badge("warn", _("Warranty ended")), SafeString(limit))

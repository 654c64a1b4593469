"""One appointment with its steps; the calendar of a service point."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from apps.casework import pages
from apps.casework.step_forms import StepForm
from apps.core.days import read_day
from apps.core.errors import Refused
from apps.core.today import today_in
from apps.organizations.permissions import dealers, everybody
from apps.organizations.requests import ScopedRequest, organization_of
from apps.organizations.scope import Side
from apps.organizations.selectors import standing_points

from .. import selectors
from ..models import Booking

_SPANS = {"day": 1, "week": 7}


def _found(number: str) -> Booking:
    rows = Booking.objects.select_related("claim", "service_point", "bay")
    return get_object_or_404(rows, number=number)


@require_safe
@everybody
def detail(request: ScopedRequest, number: str) -> HttpResponse:
    """One appointment, whoever looks at it (3 queries)."""
    return _page(request, _found(number))


def _page(
    request: ScopedRequest,
    found: Booking,
    *,
    status: int = 200,
    sent: Mapping[str, StepForm] | None = None,
    **more: Any,
) -> HttpResponse:
    context = {
        "booking": found,
        "events": found.events.all(),
        "steps": pages.on_page(found, request.actor, sent),
        "form": next(iter((sent or {}).values()), None),
        "base": "base.html" if request.actor.side is Side.OWNER else "desk.html",
        **more,
    }
    return render(request, "workshop/booking.html", context, status=status)


@require_POST
@everybody
def step(request: ScopedRequest, number: str, verb: str) -> HttpResponse:
    return pages.take(request, _found(number), verb, _page)


@require_safe
@dealers
def calendar(request: ScopedRequest) -> HttpResponse:
    """What is booked in a service point's bays on a day or in a week (4 queries)."""
    points = list(standing_points(organization_of(request.actor), at=timezone.now()))
    chosen = request.GET.get("at", "")
    point = next((each for each in points if str(each.pk) == chosen), points[0] if points else None)
    if chosen and (point is None or str(point.pk) != chosen):
        raise Http404
    span = request.GET.get("span", "week")
    days = _SPANS.get(span, 7)
    today = today_in(str(point.country), timezone.now()) if point else timezone.localdate()
    first = _first(request.GET.get("day", ""), days, today)
    context = {
        "points": points,
        "point": point,
        "span": "day" if days == 1 else "week",
        "days": [first + timedelta(days=number) for number in range(days)],
        "today": today,
        "before": first - timedelta(days=days),
        "after": first + timedelta(days=days),
        "lanes": selectors.calendar(point, first=first, days=days) if point else [],
    }
    return render(request, "workshop/calendar.html", context)


def _first(text: str, days: int, today: date) -> date:
    """The first day shown: the one asked for, or today; a week begins on its Monday. 404 for what is no day."""
    try:
        day = read_day(text) if text else today
    except Refused as refused:
        raise Http404 from refused
    return day if days == 1 else day - timedelta(days=day.weekday())

"""What holds: duties and calendars, for everybody who is signed in; drafts for the authority."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django_countries import countries

from apps.core.today import today_in
from apps.organizations.permissions import everybody
from apps.organizations.requests import ScopedRequest
from apps.organizations.scope import Side

from .. import boards
from ..calendars import known_countries
from ..forms import YearForm
from ..models import Obligation
from ..yearbook import year_of


def base_of(request: ScopedRequest) -> str:
    """The frame of the reader's pages."""
    return "base.html" if request.actor.side is Side.OWNER else "desk.html"


def makes_rules(request: ScopedRequest) -> bool:
    """Whether the reader may draft and publish."""
    return request.actor.side is Side.AUTHORITY and request.actor.may_write


@everybody
def rules(request: ScopedRequest) -> HttpResponse:
    """What is in force where, what is coming, and the authority's drafts."""
    context = {
        "base": base_of(request),
        "duties": boards.duties(at=timezone.now()),
        "drafts": boards.drafts(),
        "makes_rules": makes_rules(request),
    }
    return render(request, "duties/rules.html", context)


@everybody
def duty(request: ScopedRequest, code: str) -> HttpResponse:
    """One duty's versions and how they came about."""
    obligation = get_object_or_404(Obligation, pk=code)
    context = {
        "base": base_of(request),
        "obligation": obligation,
        "lines": boards.timeline_of(obligation),
        "makes_rules": makes_rules(request),
        "now": timezone.now(),
    }
    return render(request, "duties/duty.html", context)


@everybody
def calendars(request: ScopedRequest) -> HttpResponse:
    """Countries in use, and every other one by name."""
    used = boards.calendar_countries(timezone.now())
    others = set(known_countries()) - set(used)
    context = {
        "base": base_of(request),
        "used": used,
        "others": [(code, name) for code, name in countries if code in others],
        "makes_rules": makes_rules(request),
    }
    return render(request, "duties/calendars.html", context)


@everybody
def calendar(request: ScopedRequest, country: str) -> HttpResponse:
    """A country's year: hours of each date, special days, and what was published."""
    if country not in known_countries():
        raise Http404
    this_year = today_in(country, timezone.now()).year
    form = YearForm({"year": request.GET.get("year", this_year)}, auto_id="year_%s")
    year = form.cleaned_data["year"] if form.is_valid() else this_year
    context = {
        "base": base_of(request),
        "book": year_of(country, year),
        "year_form": form,
        "weekdays": [WEEKDAYS_ABBR[number] for number in range(7)],
        "drafts": boards.drafts().filter(country=country).exclude(kind="obligation"),
        "makes_rules": makes_rules(request),
    }
    return render(request, "duties/calendar.html", context)

"""Warranty terms of manufacturers, and the rights of buyers for everybody to read."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django_countries import countries

from apps.core.collation import sort_key
from apps.core.form_answers import attempt
from apps.core.today import today_in, today_of_reader
from apps.core.wording import country_label
from apps.organizations.permissions import manufacturers
from apps.organizations.requests import ScopedRequest, organization_of

from .. import selectors, services
from ..forms import PlanForm


@manufacturers
def plans(request: ScopedRequest) -> HttpResponse:
    """All terms of the manufacturer, and a form for a new one; old ones are never edited."""
    manufacturer_id = organization_of(request.actor)
    form = PlanForm(request.POST or None, initial={"effective_from": today_of_reader(timezone.now())})
    status = 200
    if request.method == "POST":
        arguments = {"manufacturer_id": manufacturer_id, "by": request.actor, "at": timezone.now()}
        _plan, status = attempt(form, services.add_plan, **arguments)
        if not status:
            messages.success(request, _("The term is set."))
            return redirect("warranty:plans")
    context = {"form": form, "plans": selectors.plans_of(manufacturer_id)}
    return render(request, "warranty/plans.html", context, status=status)


def rights(request: HttpRequest) -> HttpResponse:
    """The countries with figures on record."""
    named = ((code, country_label(code)) for code in selectors.countries_with_rights())
    rows = sorted(named, key=lambda row: sort_key(row[1]))
    return render(request, "warranty/rights.html", {"countries": rows})


def rights_of_country(request: HttpRequest, country: str) -> HttpResponse:
    """What the law of one country gives buyers, as figures with their source; no legal advice."""
    code = country.upper()
    if code not in countries:
        raise Http404
    context = {"country": code, "rights": selectors.rights_of(code, on=today_in(code, timezone.now()))}
    return render(request, "warranty/rights_of_country.html", context)

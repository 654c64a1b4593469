"""The rights of buyers, for everybody to read."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django_countries import countries

from apps.core.collation import sort_key
from apps.core.today import today_in
from apps.core.wording import country_label

from .. import selectors


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

"""Lists, one claim, its photos."""

from __future__ import annotations

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from apps.core.pagination import page_of
from apps.organizations.permissions import everybody
from apps.organizations.requests import ScopedRequest
from apps.organizations.scope import Side

from .. import selectors
from ..desk_lists import CLAIMS
from ..filters import ClaimFilter
from ..lists import columns
from ..models import Claim, ClaimPhoto
from .case import case_page
from .pictures import picture_of


@everybody
def listing(request: ScopedRequest) -> HttpResponse:
    """All claims in sight, newest first; desks may ask for another order by ``?sort=``."""
    found = ClaimFilter(request.GET, queryset=selectors.claims(), request=request)
    owner, order = request.actor.side is Side.OWNER, CLAIMS.asked(request)
    page = page_of(request, order.of(found.qs), ordering=order.columns)
    shown = columns(request.actor, at=timezone.now(), owner=owner)
    template = "claims/owner_list.html" if owner else "claims/listing.html"
    return render(request, template, {"filter": found, "page": page, "columns": shown, "order": order})


@everybody
def detail(request: ScopedRequest, number: str) -> HttpResponse:
    return case_page(
        request, get_object_or_404(Claim.objects.select_related("contact", "rating", "paper"), number=number)
    )


@everybody
def photo(request: ScopedRequest, number: str, pk: int) -> HttpResponseBase:
    """One photo, behind the walls."""
    return picture_of(get_object_or_404(ClaimPhoto, claim__number=number, pk=pk), number)

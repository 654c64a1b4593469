"""Where dealers serve, and how the public finds them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.form_answers import attempt
from apps.core.today import today_in

from .. import selectors, services
from ..forms import FinderForm, ServicePointForm
from ..models import ServicePoint
from ..permissions import dealers
from ..requests import ScopedRequest, organization_of

_POINT_FIELDS = ("name", "address", "city", "country", "phone", "opened_on", "closed_on")


@dealers
def service_points(request: ScopedRequest) -> HttpResponse:
    points = selectors.service_points(organization_of(request.actor))
    return render(request, "organizations/service_points.html", {"points": points, "now": timezone.now()})


@dealers
def edit_service_point(request: ScopedRequest, pk: int | None = None) -> HttpResponse:
    """Add (no ``pk``) or change one of the dealer's own service points; another's is not found."""
    point = None
    if pk is not None:
        # The directory shows everybody's points, so the wall alone does not make another's unknown.
        point = get_object_or_404(ServicePoint, pk=pk, dealer_id=organization_of(request.actor))
    initial = {name: getattr(point, name) for name in _POINT_FIELDS} if point else {}
    form = ServicePointForm(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST":
        _done, status = attempt(form, services.save_service_point, point=point, by=request.actor)
        if not status:
            messages.success(request, _("Saved."))
            return redirect("organizations:service-points")
    return render(request, "organizations/service_point.html", {"form": form, "point": point}, status=status)


def find_dealers(request: HttpRequest) -> HttpResponse:
    """The public finder: country, then manufacturer; no sign-in."""
    now, country = timezone.now(), request.GET.get("country", "")
    served, today = selectors.served_countries(at=now), today_in(country, now)
    makers = selectors.makers_of(country, on=today) if country in served else []
    form = FinderForm(request.GET or None, served=served, makers=makers)
    found = None
    if form.is_bound and form.is_valid():
        found = selectors.find_dealers(
            country=form.cleaned_data["country"], on=today, manufacturer_id=form.cleaned_data["manufacturer"]
        )
    return render(request, "organizations/find_dealers.html", {"form": form, "found": found})

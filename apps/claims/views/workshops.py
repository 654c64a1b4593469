"""The workshops to choose from, anew for another place: a piece of the form's page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.organizations.permissions import owners
from apps.organizations.requests import ScopedRequest
from apps.vehicles.models import Vehicle
from apps.vehicles.vin_reading import read_vin

from ..forms import FileForm

_ASKED = ("place_city", "place_country", "dealer")


@require_safe
@owners
def workshops(request: ScopedRequest) -> HttpResponse:
    """``?vin=&place_city=&place_country=&dealer=``; the last is what is chosen already."""
    vehicle = get_object_or_404(Vehicle, vin=read_vin(request.GET.get("vin", "")).vin)
    typed = {name: request.GET[name][:100].replace("\x00", "") for name in _ASKED if name in request.GET}
    form = FileForm(vehicle=vehicle, at=timezone.now(), initial=typed)
    return render(request, "claims/_workshops.html", {"field": form["dealer"]})

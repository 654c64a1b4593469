"""What to do at once about a dangerous fault, as soon as its part is chosen."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from apps.organizations.permissions import owners
from apps.organizations.requests import ScopedRequest
from apps.vehicles.models import Vehicle
from apps.vehicles.vin_reading import read_vin

from ..safety_advice import advice_on


@require_safe
@owners
def advice(request: ScopedRequest) -> HttpResponse:
    """A piece of the form's page (``?vin=&component=``); empty where nothing is dangerous by itself."""
    vehicle = get_object_or_404(Vehicle, vin=read_vin(request.GET.get("vin", "")).vin)
    found = advice_on(request.GET.get("component", ""), vehicle.powertrain)
    return render(request, "claims/_advice.html", {"advice": found})

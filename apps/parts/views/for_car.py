"""Parts for one car, by its VIN."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.core.pagination import page_of
from apps.organizations.permissions import for_sides
from apps.organizations.requests import ScopedRequest
from apps.vehicles.models import Vehicle
from apps.vehicles.vin import normalise

from .. import selectors
from ..forms_catalogue import CarForm
from ..models import Part
from ..sides import FIRMS


@require_safe
@for_sides(*FIRMS)
def listing(request: ScopedRequest) -> HttpResponse:
    """What fits a car on record by model, year, plant and VIN; 50 a page (4 queries)."""
    asked = CarForm(request.GET or None)
    vehicle, parts = None, Part.objects.none()
    if asked.is_valid():
        data = asked.cleaned_data
        vehicle = Vehicle.objects.filter(vin=normalise(data["vin"]).vin).first()
        if vehicle is not None:
            offered = selectors.parts_offered(request.actor, at=timezone.now())
            parts = selectors.parts_for(selectors.car_of(vehicle), selectors.found(offered, data["q"]))
            parts = parts.filter(component=data["component"]) if data["component"] else parts
    page = page_of(request, parts.order_by("number", "id"), ordering=("number", "id"))
    context = {"form": asked, "vehicle": vehicle, "page": page, "asked": bool(request.GET)}
    return render(request, "parts/for_car.html", context, status=422 if asked.errors else 200)

"""One car, its odometer, and lists for staff."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from apps.core.pagination import page_of
from apps.organizations.permissions import everybody, for_sides
from apps.organizations.requests import ScopedRequest
from apps.organizations.scope import Side

from .. import selectors
from ..desk_lists import VEHICLES
from ..filters import VehicleFilter
from ..lists import columns
from ..masked_vins import seen_by, seen_whole
from ..models import Vehicle
from ..services.corrections import may_correct
from ..steps import JUDGES

_READERS = for_sides(Side.DEALER, Side.MANUFACTURER, Side.REGULATOR, Side.AUTHORITY)


@everybody
def detail(request: ScopedRequest, vin: str) -> HttpResponse:
    """One car by its VIN; a stranger's is not found. Whoever sees VINs masked is led on to an address without it."""
    vehicle = get_object_or_404(selectors.vehicles(), vin=vin)
    return _page(request, vehicle) if seen_whole(request.actor) else redirect("vehicles:by-id", vehicle.pk)


@everybody
def by_id(request: ScopedRequest, pk: int) -> HttpResponse:
    """One car by an address that tells nothing of it."""
    return _page(request, get_object_or_404(selectors.vehicles(), pk=pk))


def _page(request: ScopedRequest, vehicle: Vehicle) -> HttpResponse:
    """One car with its warranty, odometer, next steps and the recalls that wait for it (7 queries)."""
    owner, now = request.actor.side is Side.OWNER, timezone.now()
    readings = list(selectors.readings(vehicle)[:20])
    context = {
        "vehicle": vehicle,
        "vin": seen_by(vehicle.vin, request.actor),
        "readings": readings,
        "registration": selectors.registration_of(vehicle),
        "reads_proof": owner or request.actor.side in JUDGES,
        "correctable": {row.pk for row in readings if may_correct(row, by=request.actor, at=now)},
        "is_owner": owner,
        "reads_history": request.actor.side in (Side.OWNER, Side.DEALER, Side.MANUFACTURER),
        "may_read_odometer": request.actor.side in (Side.OWNER, Side.DEALER) and request.actor.may_write,
        "base_template": "base.html" if owner else "desk.html",
    }
    return render(request, "vehicles/detail.html", context)


@_READERS
def listing(request: ScopedRequest) -> HttpResponse:
    """The vehicles in scope, newest first unless ``?sort=`` says otherwise, 50 a page."""
    filtered = VehicleFilter(request.GET, queryset=selectors.vehicles(), request=request, side=request.actor.side)
    order = VEHICLES.asked(request)
    page = page_of(request, filtered.qs, ordering=order.columns)
    context = {
        "order": order,
        "filter": filtered,
        "page": page,
        "columns": columns(request.actor),
        "now": timezone.now(),
        "is_maker": request.actor.side is Side.MANUFACTURER,
    }
    return render(request, "vehicles/listing.html", context)

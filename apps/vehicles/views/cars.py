"""One car, its odometer, lists for staff, and the public VIN check."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.form_answers import attempt
from apps.core.pagination import page_of
from apps.core.today import today_in, today_of_reader
from apps.organizations.permissions import everybody, for_sides
from apps.organizations.requests import ScopedRequest
from apps.organizations.scope import Side, system_scope

from .. import selectors, services
from ..filters import VehicleFilter
from ..forms import CheckForm, ReadingForm
from ..models import OdometerReading, Vehicle
from ..services.readings import jump_warning, verdict_of
from ..vin_reading import read_vin

_READERS = for_sides(Side.DEALER, Side.MANUFACTURER, Side.REGULATOR, Side.AUTHORITY)


@everybody
def detail(request: ScopedRequest, vin: str) -> HttpResponse:
    """One car with its warranty, odometer and next steps; a stranger's VIN is not found (4 queries)."""
    vehicle = get_object_or_404(selectors.vehicles(), vin=vin)
    owner = request.actor.side is Side.OWNER
    context = {
        "vehicle": vehicle,
        "readings": selectors.readings(vehicle)[:20],
        "today": today_in(str(vehicle.country), timezone.now()),
        "is_owner": owner,
        "may_read_odometer": request.actor.side in (Side.OWNER, Side.DEALER) and request.actor.may_write,
        "base_template": "base.html" if owner else "desk.html",
    }
    return render(request, "vehicles/detail.html", context)


@_READERS
def listing(request: ScopedRequest) -> HttpResponse:
    """The vehicles in scope, newest first, 50 a page."""
    filtered = VehicleFilter(request.GET, queryset=selectors.vehicles())
    page = page_of(request, filtered.qs, ordering=selectors.NEWEST)
    context = {"filter": filtered, "page": page, "is_maker": request.actor.side is Side.MANUFACTURER}
    return render(request, "vehicles/listing.html", context)


@for_sides(Side.OWNER, Side.DEALER, write=True)
def add_reading(request: ScopedRequest, vin: str) -> HttpResponse:
    """Owners and their workshop add what the odometer shows; an implausible jump is asked about once."""
    vehicle = get_object_or_404(Vehicle, vin=vin)
    form = ReadingForm(request.POST or None, initial={"on": today_of_reader(timezone.now())})
    status = 200
    if request.method == "POST":
        status = _add_reading(request, form, vehicle)
        if not status:
            messages.success(request, _("Reading added."))
            return redirect(vehicle)
    owner = request.actor.side is Side.OWNER
    context = {"form": form, "vehicle": vehicle, "base_template": "base.html" if owner else "desk.html"}
    return render(request, "vehicles/reading.html", context, status=status)


def _add_reading(request: ScopedRequest, form: ReadingForm, vehicle: Vehicle) -> int:
    if not form.is_valid():
        return 422
    on, km = form.cleaned_data["on"], form.cleaned_data["odometer_km"]
    with system_scope("odometer series of a vehicle"):
        question = jump_warning(verdict_of(vehicle, on=on, km=km), km=km)
    if question and not form.cleaned_data["figure_checked"]:
        form.ask(question)
        return 422
    source = "owner" if request.actor.side is Side.OWNER else "workshop"

    def record(*, on: date, odometer_km: int, figure_checked: bool) -> OdometerReading:
        return services.add_reading(vehicle=vehicle, on=on, km=odometer_km, source=source, at=timezone.now())

    return attempt(form, record)[1]


def check(request: HttpRequest) -> HttpResponse:
    """What a VIN tells, for anybody; says nothing of what the portal holds about the car."""
    form = CheckForm(request.GET or None)
    reading = read_vin(form.cleaned_data["vin"]) if form.is_bound and form.is_valid() else None
    return render(request, "vehicles/check.html", {"form": form, "reading": reading})

"""The odometer of a car: a reading more, and a wrong one corrected."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.form_answers import attempt
from apps.core.today import today_of_reader
from apps.organizations.permissions import for_sides
from apps.organizations.requests import ScopedRequest
from apps.organizations.scope import Side, system_scope

from .. import services
from ..forms import CorrectionForm, ReadingForm
from ..models import OdometerReading, Vehicle
from ..services.corrections import may_correct
from ..services.readings import jump_warning, verdict_of

_WRITERS = for_sides(Side.OWNER, Side.DEALER, write=True)


@_WRITERS
def add_reading(request: ScopedRequest, vin: str) -> HttpResponse:
    """Owners and their workshop add what the odometer shows; an implausible jump is asked about once."""
    vehicle = get_object_or_404(Vehicle, vin=vin)
    status, now = 200, timezone.now()
    form = ReadingForm(request.POST or None, initial={"on": today_of_reader(now)})
    if request.method == "POST":
        source = "owner" if request.actor.side is Side.OWNER else "workshop"

        def record(*, on: date, odometer_km: int, figure_checked: bool) -> OdometerReading:
            return services.add_reading(vehicle=vehicle, on=on, km=odometer_km, source=source, at=now)

        status = _taken(form, vehicle, record)
        if not status:
            messages.success(request, _("Reading added."))
            return redirect(vehicle)
    return _page(request, "vehicles/reading.html", {"form": form, "vehicle": vehicle}, status)


@_WRITERS
def correct(request: ScopedRequest, vin: str, pk: int) -> HttpResponse:
    """The right figure of a reading that was a slip; whose it is not to correct is told so."""
    reading = get_object_or_404(OdometerReading.objects.select_related("vehicle"), pk=pk, vehicle__vin=vin)
    form = CorrectionForm(request.POST or None, explained=request.actor.is_dealer)
    status, now = 200, timezone.now()
    if request.method == "POST":

        def replace(*, odometer_km: int, reason: str, figure_checked: bool) -> OdometerReading:
            return services.correct_reading(reading=reading, km=odometer_km, reason=reason, by=request.actor, at=now)

        status = _taken(form, reading.vehicle, replace, instead_of=reading)
        if not status:
            messages.success(request, _("Reading corrected."))
            return redirect(reading.vehicle)
    context = {"form": form, "reading": reading, "may": may_correct(reading, by=request.actor, at=now)}
    return _page(request, "vehicles/correct_reading.html", {**context, "vehicle": reading.vehicle}, status)


def _taken(
    form: Any, vehicle: Vehicle, act: Callable[..., OdometerReading], *, instead_of: OdometerReading | None = None
) -> int:
    """Ask about a figure that rises implausibly fast, else act; 0 when it is done, else the status of the answer."""
    if not form.is_valid():
        return 422
    km = form.cleaned_data["odometer_km"]
    on = instead_of.read_on if instead_of else form.cleaned_data["on"]
    with system_scope("odometer series of a vehicle"):
        question = jump_warning(verdict_of(vehicle, on=on, km=km, without=instead_of), km=km)
    if question and not form.cleaned_data["figure_checked"]:
        form.ask(question)
        return 422
    return attempt(form, act)[1]


def _page(request: ScopedRequest, template: str, context: dict[str, Any], status: int) -> HttpResponse:
    owner = request.actor.side is Side.OWNER
    return render(request, template, {**context, "base_template": "base.html" if owner else "desk.html"}, status=status)

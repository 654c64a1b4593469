"""Who appointed whom: the lists of both sides, one appointment with its history, and ending it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.casework import pages
from apps.casework.step_forms import StepForm, form_of
from apps.core.form_answers import attempt
from apps.core.today import today_in, today_of_reader
from apps.organizations.models import Appointment, Organization
from apps.organizations.permissions import for_sides, manufacturers
from apps.organizations.requests import ScopedRequest, organization_of
from apps.organizations.scope import Actor, Side

from .. import selectors, services
from ..forms import AppointmentForm


@for_sides(Side.DEALER, Side.MANUFACTURER)
def appointments(request: ScopedRequest) -> HttpResponse:
    """Manufacturers see whom they appointed and appoint more; dealers see who appointed them."""
    organization_id, now = organization_of(request.actor), timezone.now()
    if request.actor.side is Side.DEALER:
        context = {"appointments": selectors.appointments_held(organization_id), "now": now}
        return render(request, "network/appointments_held.html", context)
    form = AppointmentForm(request.POST or None, initial={"starts_on": today_of_reader(now)})
    status = 200
    if request.method == "POST":
        _done, status = attempt(form, _appoint, by=request.actor, at=now)
        if not status:
            messages.success(request, _("Appointed."))
            return redirect("organizations:appointments")
    context = {"appointments": selectors.appointments_given(organization_id), "form": form, "now": now}
    return render(request, "network/appointments.html", context, status=status)


def _appoint(*, dealer: Organization, country: str, starts_on: date, by: Actor, at: datetime) -> Appointment:
    return services.appoint(dealer_id=dealer.pk, country=country, starts_on=starts_on, by=by, at=at)


@for_sides(Side.DEALER, Side.MANUFACTURER)
def appointment(request: ScopedRequest, pk: int) -> HttpResponse:
    """One appointment and its history, for the two whose it is; of others the directory says enough."""
    own = organization_of(request.actor)
    rows = Appointment.objects.select_related("dealer", "manufacturer")
    found = get_object_or_404(rows.filter(Q(dealer_id=own) | Q(manufacturer_id=own)), pk=pk)
    context = {
        "appointment": found,
        "events": found.events.all(),
        "may_end": pages.on_page(found, request.actor) and not found.over_on(_today(found)),
        "now": timezone.now(),
    }
    return render(request, "network/appointment.html", context)


@manufacturers
def end_appointment(request: ScopedRequest, pk: int) -> HttpResponse:
    """The form that ends an appointment, and sending it."""
    rows = Appointment.objects.select_related("dealer", "manufacturer")
    found = get_object_or_404(rows, pk=pk, manufacturer_id=organization_of(request.actor))
    if request.method == "POST":
        return pages.take(request, found, "end", _end_page)
    return _end_page(request, found)


def _end_page(
    request: ScopedRequest,
    found: Appointment,
    *,
    status: int = 200,
    sent: Mapping[str, StepForm] | None = None,
    **more: Any,
) -> HttpResponse:
    form = (sent or {}).get("end") or form_of(found, "end", request.actor)
    form.initial.setdefault("ends_on", _today(found))
    return render(request, "network/end_appointment.html", {"form": form, "appointment": found, **more}, status=status)


def _today(found: Appointment) -> date:
    return today_in(str(found.country), timezone.now())

"""Where dealers serve, who appointed them, and how the public finds them."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.form_answers import attempt
from apps.core.today import today_in, today_of_reader

from .. import selectors, services
from ..forms import AppointmentForm, EndForm, FinderForm, ServicePointForm
from ..models import Appointment, Organization, ServicePoint
from ..permissions import dealers, for_sides, manufacturers
from ..requests import ScopedRequest, organization_of
from ..scope import Actor, Side

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


@for_sides(Side.DEALER, Side.MANUFACTURER)
def appointments(request: ScopedRequest) -> HttpResponse:
    """Manufacturers see whom they appointed and appoint more; dealers see who appointed them."""
    organization_id, now = organization_of(request.actor), timezone.now()
    if request.actor.side is Side.DEALER:
        context = {"appointments": selectors.appointments_held(organization_id), "now": now}
        return render(request, "organizations/appointments_held.html", context)
    form = AppointmentForm(request.POST or None, initial={"starts_on": today_of_reader(now)})
    status = 200
    if request.method == "POST":
        _done, status = attempt(form, _appoint, by=request.actor)
        if not status:
            messages.success(request, _("Appointed."))
            return redirect("organizations:appointments")
    context = {"appointments": selectors.appointments_given(organization_id), "form": form, "now": now}
    return render(request, "organizations/appointments.html", context, status=status)


def _appoint(*, dealer: Organization, country: str, starts_on: date, by: Actor) -> Appointment:
    return services.appoint(dealer_id=dealer.pk, country=country, starts_on=starts_on, by=by)


@manufacturers
def end_appointment(request: ScopedRequest, pk: int) -> HttpResponse:
    appointment = get_object_or_404(
        Appointment.objects.select_related("dealer"), pk=pk, manufacturer_id=organization_of(request.actor)
    )
    today = today_in(str(appointment.country), timezone.now())
    form = EndForm(request.POST or None, initial={"ends_on": today})
    status = 200
    if request.method == "POST":
        arguments = {"appointment": appointment, "by": request.actor, "at": timezone.now()}
        _done, status = attempt(form, services.end_appointment, **arguments)
        if not status:
            messages.success(request, _("The appointment ends."))
            return redirect("organizations:appointments")
    context = {"form": form, "appointment": appointment}
    return render(request, "organizations/end_appointment.html", context, status=status)


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

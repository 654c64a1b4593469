"""Handing a car over: the holder's link, and the page on which the next owner takes the car."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from apps.core.errors import Refused
from apps.core.form_answers import attempt
from apps.organizations.limits import count_address
from apps.organizations.permissions import owners, signed_in
from apps.organizations.requests import ScopedRequest, person_of
from apps.organizations.scope import Side

from .. import services
from ..handover_links import link_of
from ..models import Registration, Vehicle
from ..registration_forms import TakeOverForm
from ..selectors import dealer_choices
from ..services.handovers import offered


@never_cache
@owners
def hand_over(request: ScopedRequest, number: str) -> HttpResponse:
    """What handing over means, and the link once it was made (2 queries)."""
    held = get_object_or_404(Registration.objects.current(), number=number)
    error: Any = ""
    if request.method == "POST":
        try:
            services.offer(registration=held, by=request.actor, at=timezone.now())
            return redirect("vehicles:hand-over", held.number)
        except Refused as refused:
            error = refused
    return _page(request, held, error=error, status=409 if error else 200)


@require_POST
@owners
def withdraw(request: ScopedRequest, number: str) -> HttpResponse:
    """Let the link lead nowhere."""
    held = get_object_or_404(Registration.objects.current(), number=number)
    services.withdraw_offer(registration=held, by=request.actor, at=timezone.now())
    messages.success(request, _("The link is withdrawn: it leads nowhere now."))
    return redirect("vehicles:hand-over", held.number)


def _page(request: ScopedRequest, held: Registration, *, error: Any, status: int) -> HttpResponse:
    made = held.handovers.open(timezone.now()).first()
    context = {
        "registration": held, "offer": made, "link": link_of(made.number) if made else "", "error": error,
    }  # fmt: skip
    return render(request, "vehicles/hand_over.html", context, status=status)


@never_cache
@signed_in
def take_over(request: ScopedRequest, token: str) -> HttpResponse:
    """The next owner says since when, and takes the car (4 queries). Opening the link changes nothing.

    Whoever acts for a firm is told (403) that cars are taken over by people, and how; nothing of the car.
    """
    if request.actor.side is not Side.OWNER:
        return render(request, "vehicles/take_over_as_owner.html", status=403)
    now, owner_id = timezone.now(), person_of(request.actor)
    try:
        vehicle, offer = offered(token, at=now)
    except Refused as refused:
        return render(request, "vehicles/take_over.html", {"error": refused}, status=404)
    if vehicle.owner_id == owner_id and offer is None:
        return redirect(vehicle)
    choices = dealer_choices(manufacturer_id=vehicle.manufacturer_id, country=str(vehicle.country), at=now)
    form, status = TakeOverForm(request.POST or None, dealers=choices), 200
    if request.method == "POST":

        def take(*, delivered_on: date, odometer_km: int, dealer: int | None) -> Vehicle:
            return services.take_over(
                token=token, owner_id=owner_id, delivered_on=delivered_on, odometer_km=odometer_km,
                dealer_id=dealer, by=request.actor, at=now,
            )  # fmt: skip

        count_address("registrations", request)
        _taken, status = attempt(form, take)
        if not status:
            messages.success(request, _("The car is registered to you now."))
            return redirect(vehicle)
    context = {"form": form, "vehicle": vehicle, "offer": offer, "mine": vehicle.owner_id == owner_id}
    return render(request, "vehicles/take_over.html", context, status=status)

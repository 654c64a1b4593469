"""The service history of a car: for its owner, workshop and manufacturer, and for whoever has its owner's link."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from apps.core.errors import Refused
from apps.organizations.limits import count_address
from apps.organizations.permissions import for_sides, owners
from apps.organizations.requests import ScopedRequest
from apps.organizations.scope import Side
from apps.vehicles import selectors
from apps.vehicles.history_links import link_of
from apps.vehicles.models import Registration, Vehicle
from apps.vehicles.services import hide_history, show_history
from apps.vehicles.services.histories import shown_car

from ..history import history_of
from ..models import Claim

_readers = for_sides(Side.OWNER, Side.DEALER, Side.MANUFACTURER)


@never_cache
@require_safe
@_readers
def history(request: ScopedRequest, vin: str) -> HttpResponse:
    """The history of a car in sight (18 queries at most); its owner makes the link for a buyer here."""
    vehicle, now = get_object_or_404(selectors.vehicles(), vin=vin), timezone.now()
    is_owner = request.actor.side is Side.OWNER
    held = selectors.registration_of(vehicle) if is_owner else None
    made = held.history_links.open(now).first() if held else None
    context = {
        "history": history_of(vehicle, at=now),
        "vehicle": vehicle,
        # Those that the reader may open: requests of earlier owners are theirs alone.
        "openable": set(Claim.objects.filter(vehicle=vehicle).values_list("number", flat=True)),
        "registration": held,
        "shown": made,
        "link": link_of(made.number) if made else "",
        "base": "base.html" if is_owner else "desk.html",
    }
    return render(request, "claims/history.html", context)


@require_POST
@owners
def show(request: ScopedRequest, vin: str) -> HttpResponse:
    """Make the link to the history of one's car."""
    return _changed(request, vin, show_history, _("The link is made: it shows the history for 30 days."))


@require_POST
@owners
def hide(request: ScopedRequest, vin: str) -> HttpResponse:
    """Let the link lead nowhere."""
    return _changed(request, vin, hide_history, _("The link is withdrawn: it leads nowhere now."))


def _changed(request: ScopedRequest, vin: str, act: Any, said: str) -> HttpResponse:
    held = get_object_or_404(Registration.objects.current(), vehicle=get_object_or_404(Vehicle, vin=vin))
    act(registration=held, by=request.actor, at=timezone.now())
    messages.success(request, said)
    return redirect("cars:history", vin)


@never_cache
@require_safe
def shown(request: HttpRequest, token: str) -> HttpResponse:
    """The history behind an owner's link: for anybody who has it, without numbers of requests and without people."""
    count_address("histories", request)
    now = timezone.now()
    try:
        vehicle, link = shown_car(token, at=now)
    except Refused as refused:
        status = 404 if refused.code == "unknown_link" else 410
        return render(request, "claims/history_over.html", {"error": refused}, status=status)
    context = {"history": history_of(vehicle, at=now), "vehicle": vehicle, "offered": link, "openable": set()}
    answer = render(request, "claims/history.html", {**context, "base": "base.html"})
    answer["X-Robots-Tag"] = "noindex, nofollow"
    answer["Referrer-Policy"] = "no-referrer"
    return answer

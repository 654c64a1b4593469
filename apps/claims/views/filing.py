"""The owner files a request: choose the car, say what is wrong, send."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.errors import Refused
from apps.organizations.permissions import owners
from apps.organizations.requests import ScopedRequest
from apps.vehicles.models import Vehicle
from apps.warranty.selectors import coverage_of

from .. import photo_store, photos, services
from ..forms import FileForm
from ..services.filing import open_claim_on


@owners
def file(request: ScopedRequest) -> HttpResponse:
    """Without ``?vin=`` the owner chooses one of the cars first."""
    vin = request.POST.get("vin") or request.GET.get("vin", "")
    if not vin:
        vehicles = Vehicle.objects.select_related("coverage").order_by("-created_at", "-id")
        return render(request, "claims/choose_vehicle.html", {"vehicles": vehicles})
    vehicle = get_object_or_404(Vehicle, vin=vin)
    now = timezone.now()
    if request.method != "POST":
        form = FileForm(vehicle=vehicle, at=now, initial={"contact_phone": getattr(request.user, "phone", "")})
        return _page(request, form, vehicle)
    form = FileForm(request.POST, request.FILES, vehicle=vehicle, at=now)
    return _send(request, form, vehicle, now)


def _send(request: ScopedRequest, form: FileForm, vehicle: Vehicle, now: datetime) -> HttpResponse:
    """File it, or show the form again with the photos kept."""
    owner_id = request.actor.user_id or 0
    key = str(request.POST.get("request_key", ""))
    kept = photo_store.stashed(owner_id, key)
    fresh = _cleaned(form, request)
    pictures = list({photo.sha256: photo for photo in [*kept, *fresh]}.values())
    if form.is_valid():
        data = dict(form.cleaned_data)
        dealer = data.pop("dealer")
        data.pop("photos")
        try:
            claim = services.file_claim(
                by=request.actor, vehicle=vehicle, dealer_id=dealer.pk, photos=pictures, at=now, **data
            )
        except Refused as error:
            form.add_error(error.field if error.field in form.fields else None, str(error.message))
        else:
            photo_store.forget(owner_id, key)
            messages.success(request, _("Your request was sent. The workshop must answer by the date shown below."))
            return redirect(claim)
    photo_store.stash(owner_id, key, fresh)
    return _page(request, form, vehicle, status=422, kept=len(pictures))


def _cleaned(form: FileForm, request: ScopedRequest) -> list[photos.Photo]:
    """Decode the photos one by one, so that one bad file does not lose the good ones."""
    found = []
    for upload in request.FILES.getlist("photos")[: photos.MOST_PHOTOS + 1]:
        try:
            found.append(photos.clean(upload))
        except Refused as error:
            form.add_error("photos", str(error.message))
    return found


def _page(request: ScopedRequest, form: FileForm, vehicle: Vehicle, status: int = 200, **more: Any) -> HttpResponse:
    component = form.cleaned_data.get("component") if form.is_bound and hasattr(form, "cleaned_data") else None
    context = {
        "form": form,
        "vehicle": vehicle,
        "coverage": coverage_of(vehicle),
        "same": open_claim_on(vehicle, component) if component else None,
        **more,
    }
    return render(request, "claims/file.html", context, status=status)

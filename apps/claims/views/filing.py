"""The owner files a request: choose the car, say what is wrong, check the answers, send."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core import photos
from apps.core.errors import Refused, TooMany
from apps.core.files import NoRoom
from apps.organizations.limits import count_address
from apps.organizations.permissions import owners
from apps.organizations.requests import ScopedRequest
from apps.organizations.serving import serving
from apps.vehicles.models import Vehicle
from apps.vehicles.vin_reading import read_vin

from .. import photo_store, services
from ..forms import FileForm
from ..next_words import fact_of, next_words
from ..services.filing import Outlook, sent_before
from .pictures import picture

#: What a service asks for besides what is shown on the page of answers.
_CONSIDERED = ("component", "complaint", "occurred_on", "odometer_km")


@owners
def file(request: ScopedRequest) -> HttpResponse:
    """Without ``?vin=`` the owner chooses one of the cars first."""
    vin = read_vin(request.POST.get("vin") or request.GET.get("vin", "")).vin
    if not vin:
        vehicles = Vehicle.objects.order_by("-created_at", "-id")
        return render(request, "claims/choose_vehicle.html", {"vehicles": vehicles})
    vehicle = get_object_or_404(Vehicle, vin=vin)
    now = timezone.now()
    if request.method != "POST":
        form = FileForm(vehicle=vehicle, at=now, initial={"contact_phone": getattr(request.user, "phone", "")})
        return _write(request, form, vehicle, [])
    form = FileForm(request.POST, request.FILES, vehicle=vehicle, at=now)
    known = sent_before(vehicle, str(request.POST.get("request_key", "")).replace("\x00", ""))
    if known is not None:
        return _sent_again(request, form, vehicle, known, now)
    return _take(request, form, vehicle, now)


def _sent_again(request: ScopedRequest, form: FileForm, vehicle: Vehicle, known: Any, now: datetime) -> HttpResponse:
    """The same answers are the request that was made of them; others are told so (409)."""
    if form.is_valid():
        data = {name: value for name, value in form.cleaned_data.items() if name not in ("dealer", "photos")}
        dealer = form.cleaned_data["dealer"]
        services.file_claim(by=request.actor, vehicle=vehicle, dealer_id=dealer.pk, at=now, **data)
    return _sent(request, known)


@owners
def kept_photo(request: ScopedRequest, key: str, digest: str) -> HttpResponseBase:
    """A photo that waits for its form to be sent; only its owner's own."""
    photo = photo_store.stashed_one(request.actor.user_id or 0, key, digest)
    if photo is None:
        raise Http404
    return picture(photo.content, f"{digest[:8]}.jpg")


def _take(request: ScopedRequest, form: FileForm, vehicle: Vehicle, now: datetime) -> HttpResponse:
    """Show the answers to check, show the form again, or file: as the button says that was pressed."""
    kept = _gather(request, form)
    if not form.is_valid():
        return _write(request, form, vehicle, kept, status=422)
    data = dict(form.cleaned_data)
    dealer, step = data.pop("dealer"), request.POST.get("step")
    del data["photos"]
    try:
        considered = {name: data[name] for name in _CONSIDERED}
        outlook = services.consider(vehicle=vehicle, dealer_id=dealer.pk, at=now, **considered)
        if step == "change":
            return _write(request, form, vehicle, kept)
        if step != "send":
            return _check(request, form, vehicle, kept, outlook)
        count_address("claims", request)
        claim = services.file_claim(
            by=request.actor,
            vehicle=vehicle,
            dealer_id=dealer.pk,
            photos=kept,
            beside_open="beside_open" in request.POST,
            at=now,
            **data,
        )
    except Refused as error:
        if error.field == "beside_open":
            return _check(request, form, vehicle, kept, outlook, status=422)
        form.add_error(error.field if error.field in form.fields else None, str(error.message))
        return _write(request, form, vehicle, kept, status=429 if isinstance(error, TooMany) else 422)
    photo_store.forget(*_stash_of(request))
    return _sent(request, claim)


def _sent(request: ScopedRequest, claim: Any) -> HttpResponse:
    text = _("Your request %(number)s was sent to %(workshop)s. You get a mail when it answers.")
    sent = text % {"number": claim.number, "workshop": claim.dealer.name}
    messages.success(request, f"{sent} {next_words(fact_of(claim))}")
    return redirect(claim)


def _stash_of(request: ScopedRequest) -> tuple[int, str]:
    """Where this form's photos wait; a key that is none of ours keeps nothing."""
    key = str(request.POST.get("request_key", ""))
    return request.actor.user_id or 0, key if photo_store.is_key(key) else ""


def _gather(request: ScopedRequest, form: FileForm) -> list[photos.Photo]:
    """Photos kept from before and those sent now; what goes wrong with one does not lose the others."""
    stash = _stash_of(request)
    photo_store.leave_out(*stash, request.POST.getlist("leave_out"))
    kept = photo_store.stashed(*stash)
    _miss(form, kept, request.POST)
    pictures = {photo.sha256: photo for photo in kept}
    for upload in request.FILES.getlist("photos")[: photos.MOST_PHOTOS]:
        try:
            photo = photos.clean(upload)
        except Refused as error:
            form.add_error("photos", str(error.message))
        else:
            pictures.setdefault(photo.sha256, photo)
    if len(pictures) > photos.MOST_PHOTOS:
        text = _("These are %(count)d photos: at most %(most)d can be sent. Leave some of the kept ones out.")
        form.add_error("photos", text % {"count": len(pictures), "most": photos.MOST_PHOTOS})
    found = list(pictures.values())[: photos.MOST_PHOTOS]
    try:
        photo_store.stash(*stash, found)
    except NoRoom:
        form.add_error("photos", _("There is no room for photos just now. Send the request without them, or later."))
        return []
    return found if stash[1] else []


def _miss(form: FileForm, kept: list[photos.Photo], data: Any) -> None:
    """Say so when photos that the page of answers showed are no longer there: they are kept for two days."""
    shown = set(data.getlist("shown")) - set(data.getlist("leave_out"))
    gone = len(shown - {photo.sha256 for photo in kept})
    if gone:
        text = ngettext(
            "%(count)d photo waited too long and is gone: choose it again.",
            "%(count)d photos waited too long and are gone: choose them again.",
            gone,
        )
        form.add_error("photos", text % {"count": gone})


def _check(
    request: ScopedRequest,
    form: FileForm,
    vehicle: Vehicle,
    kept: list[photos.Photo],
    outlook: Outlook,
    status: int = 200,
) -> HttpResponse:
    fields = form.fields
    context = {
        "answers": form,
        "hidden": [(name, form.data[name]) for name in form.fields if name in form.data and name != "photos"],
        "component": dict(fields["component"].choices).get(form.cleaned_data["component"]),  # type: ignore[attr-defined]
        "vehicle": vehicle,
        "outlook": outlook,
        "unsure": status != 200,
        "kept": kept,
        "key": form.cleaned_data["request_key"],
    }
    return render(request, "claims/check.html", context, status=status)


def _write(
    request: ScopedRequest, form: FileForm, vehicle: Vehicle, kept: list[photos.Photo], status: int = 200
) -> HttpResponse:
    maker, country, served = vehicle.manufacturer_id, str(vehicle.country), form.workshops.exists()
    context = {
        "form": form,
        "vehicle": vehicle,
        "serving": None if served else serving(manufacturer_id=maker, country=country, at=timezone.now()),
        "kept": kept,
        "key": _stash_of(request)[1],
    }
    return render(request, "claims/file.html", context, status=status)

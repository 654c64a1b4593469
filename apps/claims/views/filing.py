"""The owner files a request: choose the car, say what is wrong, check the answers, send."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.core.errors import Refused, TooMany
from apps.organizations.limits import count_address
from apps.organizations.permissions import owners
from apps.organizations.requests import ScopedRequest, person_of
from apps.organizations.serving import serving
from apps.vehicles.models import Vehicle
from apps.vehicles.vin_reading import read_vin

from .. import photo_store, services
from ..contact import place_words
from ..forms import FileForm
from ..models import KEPT_FOR, Draft
from ..next_words import fact_of, next_words
from ..safety_advice import advice_on
from ..selectors import begun_about
from ..services.drafts import ANSWERS
from ..services.filing import Outlook, sent_before
from .gathering import Gathered, gather

#: What a service asks for besides what is shown on the page of answers.
_CONSIDERED = ("component", "complaint", "occurred_on", "odometer_km")
_FILES = ("photos", "paper")


@owners
def file(request: ScopedRequest) -> HttpResponse:
    """Without ``?vin=`` the owner chooses one of the cars first."""
    vin = read_vin(request.POST.get("vin") or request.GET.get("vin", "")).vin
    if not vin:
        vehicles = Vehicle.objects.order_by("-created_at", "-id")
        return render(request, "claims/choose_vehicle.html", {"vehicles": vehicles})
    draft = Draft.objects.filter(request_key=_key_of(request)).first()
    vehicle = Vehicle.objects.filter(vin=vin).first()
    if vehicle is None:
        if draft is None:
            raise Http404
        return redirect(draft)  # sold meanwhile: its page says so
    now = timezone.now()
    if request.method != "POST":
        form = FileForm(vehicle=vehicle, at=now, initial={"contact_phone": getattr(request.user, "phone", "")})
        return write(request, form, vehicle, Gathered())
    form = FileForm(request.POST, request.FILES, vehicle=vehicle, at=now)
    known = sent_before(vehicle, _key_of(request))
    if known is not None:
        return _sent_again(request, form, vehicle, known, now)
    return _take(request, form, vehicle, draft, now)


def _key_of(request: ScopedRequest) -> str:
    return str(request.POST.get("request_key", "")).replace("\x00", "")


def _sent_again(request: ScopedRequest, form: FileForm, vehicle: Vehicle, known: Any, now: datetime) -> HttpResponse:
    """The same answers are the request that was made of them; others are told so (409). To keep it is too late."""
    if request.POST.get("step") != "keep" and form.is_valid():
        dealer = form.cleaned_data["dealer"]
        services.file_claim(by=request.actor, vehicle=vehicle, dealer_id=dealer.pk, at=now, **_answers(form))
    return _sent(request, known)


def _take(request: ScopedRequest, form: FileForm, vehicle: Vehicle, draft: Draft | None, now: datetime) -> HttpResponse:
    """Keep, show the answers to check, show the form again, or file: as the button says that was pressed."""
    kept, step = gather(request, form, paper_name=draft.paper_name if draft else ""), request.POST.get("step")
    if step == "send" and form.is_valid():
        return _send(request, form, vehicle, kept, now)
    kept = _remember(request, form, vehicle, kept, now)
    if step in ("keep", "near"):
        return _kept(request, form, vehicle, kept, now)
    if not form.is_valid():
        return write(request, form, vehicle, kept, status=422)
    try:
        outlook = _consider(form, vehicle, now)
    except Refused as error:
        return _refused(request, form, vehicle, kept, error)
    return write(request, form, vehicle, kept) if step == "change" else _check(request, form, vehicle, kept, outlook)


def _send(request: ScopedRequest, form: FileForm, vehicle: Vehicle, kept: Gathered, now: datetime) -> HttpResponse:
    """File it; what is refused is kept as a draft."""
    try:
        outlook = _consider(form, vehicle, now)
        count_address("claims", request)
        claim = services.file_claim(
            by=request.actor,
            vehicle=vehicle,
            dealer_id=form.cleaned_data["dealer"].pk,
            photos=kept.photos,
            paper=kept.paper,
            beside_open="beside_open" in request.POST,
            at=now,
            **_answers(form),
        )
    except Refused as error:
        kept = _remember(request, form, vehicle, kept, now)
        if error.field == "beside_open" and form.is_valid():
            return _check(request, form, vehicle, kept, outlook, status=422)
        return _refused(request, form, vehicle, kept, error)
    return _sent(request, claim)


def _answers(form: FileForm) -> dict[str, Any]:
    """What a service is told as it is."""
    return {name: value for name, value in form.cleaned_data.items() if name not in ("dealer", *_FILES)}


def _consider(form: FileForm, vehicle: Vehicle, now: datetime) -> Outlook:
    considered = {name: form.cleaned_data[name] for name in _CONSIDERED}
    return services.consider(vehicle=vehicle, dealer_id=form.cleaned_data["dealer"].pk, at=now, **considered)


def _refused(request: ScopedRequest, form: FileForm, vehicle: Vehicle, kept: Gathered, error: Refused) -> HttpResponse:
    """The form again, with what was refused at its field."""
    form.add_error(error.field if error.field in form.fields else None, str(error.message))
    return write(request, form, vehicle, kept, status=429 if isinstance(error, TooMany) else 422)


def _remember(request: ScopedRequest, form: FileForm, vehicle: Vehicle, kept: Gathered, now: datetime) -> Gathered:
    """Keep what was typed as a draft, whatever is wrong with it; returns the files that are kept with it."""
    if "request_key" in form.errors:
        return kept
    key = form.data["request_key"]
    try:
        services.keep_draft(
            by=request.actor,
            vehicle=vehicle,
            request_key=key,
            answers={name: str(form.data[name]) for name in ANSWERS if name in form.data},
            paper_name=kept.paper.name if kept.paper else "",
            at=now,
        )
    except Refused as error:
        form.add_error(None, str(error.message))
        if error.code == "many_drafts":
            # Files wait with drafts only: else anybody could fill the disk with forms that nobody keeps.
            photo_store.forget(person_of(request.actor), key)
            return Gathered()
    return kept


def _kept(request: ScopedRequest, form: FileForm, vehicle: Vehicle, kept: Gathered, now: datetime) -> HttpResponse:
    """Back to the first page, where it waits, or to the form with the workshops near to the place that it says.

    What could not be kept is said on the form.
    """
    if any(name in form.errors for name in ("__all__", "request_key", *_FILES)):
        return write(request, form, vehicle, kept, status=422)
    # What a phone keeps until it knows that it arrived may go (static/js/offline.js).
    key = form.cleaned_data["request_key"]
    arrived = f"?kept={key}"
    if request.POST.get("step") == "near":
        return redirect(f"{reverse('claims:draft', args=[key])}{arrived}#workshops")
    until = date_format(timezone.localtime(now + KEPT_FOR), "DATE_FORMAT")
    messages.success(request, _("Kept. You go on with it here, on any device, until %(day)s.") % {"day": until})
    return redirect(f"{reverse('portal:home')}{arrived}")


def _sent(request: ScopedRequest, claim: Any) -> HttpResponse:
    text = _("Your request %(number)s was sent to %(workshop)s. You get a mail when it answers.")
    sent = text % {"number": claim.number, "workshop": claim.dealer.name}
    messages.success(request, f"{sent} {next_words(fact_of(claim))}")
    return redirect(claim)


def _check(
    request: ScopedRequest,
    form: FileForm,
    vehicle: Vehicle,
    kept: Gathered,
    outlook: Outlook,
    status: int = 200,
) -> HttpResponse:
    fields: Any = form.fields
    key = form.cleaned_data["request_key"]
    context = {
        "answers": form,
        "advice": advice_on(form.cleaned_data["component"], vehicle.powertrain),
        "place": place_words(form.cleaned_data["place_city"], form.cleaned_data["place_country"]),
        "hidden": [(name, form.data[name]) for name in form.fields if name in form.data and name not in _FILES],
        **{name: dict(fields[name].choices).get(form.cleaned_data[name]) for name in ("component", "how_often")},
        "vehicle": vehicle,
        "outlook": outlook,
        "unsure": status != 200,
        "kept": kept,
        "key": key,
        # Two about the same part would be two requests.
        "begun": begun_about(vehicle.vin, besides=key, component=form.cleaned_data["component"]),
    }
    return render(request, "claims/check.html", context, status=status)


def write(
    request: ScopedRequest, form: FileForm, vehicle: Vehicle, kept: Gathered, *, key: str = "", status: int = 200
) -> HttpResponse:
    """The form; ``key``: of a draft that is taken up again, whose files are shown."""
    maker, country, served = vehicle.manufacturer_id, str(vehicle.country), form.workshops.exists()
    own_key = key or _key_of(request)
    context = {
        "begun": begun_about(vehicle.vin, besides=own_key),
        "form": form,
        "vehicle": vehicle,
        "advice": advice_on(str(form["component"].value() or ""), vehicle.powertrain),
        "serving": None if served else serving(manufacturer_id=maker, country=country, at=timezone.now()),
        "kept": kept,
        "key": own_key,
    }
    return render(request, "claims/file.html", context, status=status)

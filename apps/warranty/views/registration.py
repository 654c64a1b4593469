"""An owner registers a car: VIN → what we read from it, delivery and workshop → check → done. No step is kept
on the server: each carries all answers, so going back, reloading and sending twice lose and double nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.errors import Conflict
from apps.core.form_answers import attempt
from apps.organizations.limits import count_address
from apps.organizations.permissions import owners
from apps.organizations.requests import ScopedRequest, person_of
from apps.organizations.serving import Serving, serving
from apps.vehicles.models import Vehicle
from apps.vehicles.selectors import Known, dealer_choices, look_up, registration_of
from apps.vehicles.vin_photo_pages import answer_to_photo
from apps.vehicles.vin_reading import Reading, read_vin

from .. import selectors, services
from ..forms import DealerForm, DetailsForm, StartForm


@owners
def start(request: ScopedRequest) -> HttpResponse:
    """Step 1: the VIN, typed or from a photo, and the country."""
    if answer := answer_to_photo(request, StartForm, "warranty/register.html"):
        return answer
    initial = {"country": _home_country(request), **{name: request.GET[name] for name in request.GET}}
    form = StartForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        query = QueryDict(mutable=True)
        query.update(form.cleaned_data)
        return redirect(f"{reverse('warranty:register-details')}?{query.urlencode()}")
    return render(request, "warranty/register.html", {"form": form}, status=422 if form.errors else 200)


def _home_country(request: ScopedRequest) -> str:
    return str(getattr(request.user, "country", ""))


@dataclass(frozen=True)
class _Car:
    """What the second step knows of the car."""

    reading: Reading
    known: Known | None
    country: str
    dealers: list[tuple[int, str]]
    #: Whom to ask where nobody is appointed.
    serving: Serving | None


def _car(request: ScopedRequest, vin: str, country: str) -> _Car:
    reading = read_vin(vin)
    known = look_up(reading, owner_id=request.actor.user_id)
    # The destination on the manufacturer's record stands; an owner's word fills its absence.
    place = known.country if known and known.country else country
    maker = known.manufacturer_id if known else None
    now = timezone.now()
    dealers = dealer_choices(manufacturer_id=maker, country=place, at=now)
    others = None if dealers else serving(manufacturer_id=maker, country=place, at=now)
    return _Car(reading, known, place, dealers, others)


@owners
def details(request: ScopedRequest) -> HttpResponse:
    """Steps 2 and 3: the answers, then all of them once more before they are sent."""
    given = request.POST if request.method == "POST" else request.GET
    first = StartForm({"vin": given.get("vin", ""), "country": given.get("country", "")})
    if not first.is_valid():
        return render(request, "warranty/register.html", {"form": first}, status=422)
    car = _car(request, first.cleaned_data["vin"], first.cleaned_data["country"])
    if car.known and car.known.registered and not car.known.mine:
        return _taken(request, car.reading.vin)
    options: dict[str, Any] = {"dealers": car.dealers, "ask_for_plate": car.reading.ask_for_plate}
    if request.method != "POST" or request.POST.get("step") == "change":
        return _details_page(request, car, DetailsForm(initial=given.dict(), **options))
    form = DetailsForm(request.POST, **options)
    if not form.is_valid():
        return _details_page(request, car, form, status=422)
    if request.POST.get("step") == "send":
        return _send(request, car, form)
    dealer = dict(car.dealers).get(form.cleaned_data.get("dealer") or 0, "")
    return render(request, "warranty/register_check.html", {"form": form, "car": car, "dealer": dealer})


def _details_page(request: ScopedRequest, car: _Car, form: DetailsForm, *, status: int = 200) -> HttpResponse:
    return render(request, "warranty/register_details.html", {"form": form, "car": car}, status=status)


def _send(request: ScopedRequest, car: _Car, form: DetailsForm) -> HttpResponse:
    owner_id = person_of(request.actor)

    def register(**answers: Any) -> Vehicle:
        return services.register_vehicle(
            owner_id=owner_id,
            vin_text=answers["vin"],
            delivered_on=answers["delivered_on"],
            odometer_km=answers["odometer_km"],
            country=answers["country"],
            dealer_id=answers.get("dealer"),
            by=request.actor,
            at=timezone.now(),
        )

    count_address("registrations", request)
    vehicle, status = attempt(form, register)
    if not status:
        return redirect("warranty:registered", vehicle.vin)
    if form.has_error("vin", code=None) and status == Conflict.status:
        # Between the steps somebody else registered it, or this owner did with other answers.
        known = look_up(car.reading, owner_id=owner_id)
        if known and known.registered and not known.mine:
            return _taken(request, car.reading.vin)
    return _details_page(request, car, form, status=status)


def _taken(request: ScopedRequest, vin: str) -> HttpResponse:
    """Say that somebody else registered the car, never who, and what its rightful owner can do."""
    return render(request, "warranty/register_taken.html", {"vin": vin}, status=Conflict.status)


@owners
def registered(request: ScopedRequest, vin: str) -> HttpResponse:
    """Step 4: done, with what is covered until when."""
    vehicle = get_object_or_404(Vehicle.objects.select_related("coverage", "dealer"), vin=vin)
    help_there = serving(manufacturer_id=vehicle.manufacturer_id, country=str(vehicle.country), at=timezone.now())
    context = {
        "vehicle": vehicle,
        "coverage": selectors.coverage_of(vehicle),
        "registration": registration_of(vehicle),
        "serving": None if help_there.here and vehicle.exported_on else help_there,
    }
    return render(request, "warranty/registered.html", context)


@owners
def change_dealer(request: ScopedRequest, vin: str) -> HttpResponse:
    """Another workshop for a car of one's own."""
    vehicle = get_object_or_404(Vehicle, vin=vin)
    choices = dealer_choices(manufacturer_id=vehicle.manufacturer_id, country=str(vehicle.country), at=timezone.now())
    form = DealerForm(request.POST or None, dealers=choices, initial={"dealer": vehicle.dealer_id})
    status = 200
    if request.method == "POST":

        def change(*, dealer: int | None) -> Vehicle:
            return services.change_dealer(vehicle=vehicle, dealer_id=dealer, by=request.actor, at=timezone.now())

        _done, status = attempt(form, change)
        if not status:
            messages.success(request, _("Your workshop is changed."))
            return redirect(vehicle)
    return render(request, "warranty/change_dealer.html", {"form": form, "vehicle": vehicle}, status=status)


@owners
def let_go(request: ScopedRequest, vin: str) -> HttpResponse:
    """A page of its own before a car leaves one's garage."""
    vehicle = get_object_or_404(Vehicle, vin=vin)
    if request.method == "POST":
        services.end_registration(vehicle=vehicle, by=request.actor, at=timezone.now())
        messages.success(request, _("The registration is ended."))
        return redirect("portal:home")
    context = {
        "title": _("End the registration of %(vin)s") % {"vin": vehicle.vin},
        "text": _("The car leaves your list and its next owner can register it. Requests in progress stay yours."),
        "action": _("End the registration"),
        "cancel_url": vehicle.get_absolute_url(),
        "danger": True,
    }
    return render(request, "components/confirm.html", context)

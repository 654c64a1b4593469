"""The owner books the remedy of a recall: which workshop, the odometer, and a telephone for questions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.form_answers import attempt
from apps.exports.selectors import recalls_of_car
from apps.organizations.limits import count_address
from apps.organizations.models import Organization
from apps.organizations.permissions import owners
from apps.organizations.requests import ScopedRequest
from apps.vehicles.models import Vehicle
from apps.vehicles.vin_reading import read_vin

from .. import services
from ..forms import RecallBookingForm
from ..models import Claim
from ..next_words import fact_of, next_words


@owners
def file(request: ScopedRequest) -> HttpResponse:
    """The car and the recall stand in the address; a recall that is not this car's is not found."""
    given = request.POST or request.GET
    vehicle = get_object_or_404(Vehicle, vin=read_vin(given.get("vin", "")).vin)
    now = timezone.now()
    row = next((row for row in recalls_of_car(vehicle.vin, at=now) if row.recall.number == given.get("recall")), None)
    if row is None:
        raise Http404
    asked_near = request.POST.get("step") == "near"
    typed = given.dict() if asked_near else {"contact_phone": getattr(request.user, "phone", "")}
    form = RecallBookingForm(None if asked_near else request.POST or None, vehicle=vehicle, at=now, initial=typed)
    status = 200
    if form.is_bound:
        count_address("claims", request)

        def book(*, dealer: Organization, **clean: Any) -> Claim:
            return services.file_recall_claim(
                by=request.actor, vehicle=vehicle, recall=row.recall.number, dealer_id=dealer.pk, at=now, **clean
            )

        made, status = attempt(form, book)
        if not status:
            text = _("Booked: your request %(number)s was sent to %(workshop)s. It is free.")
            sent = text % {"number": made.number, "workshop": made.dealer.name}
            messages.success(request, f"{sent} {next_words(fact_of(made))}")
            return redirect(made)
    return render(request, "claims/file_recall.html", {"form": form, "vehicle": vehicle, "row": row}, status=status)

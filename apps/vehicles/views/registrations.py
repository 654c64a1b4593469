"""A registration as a case: its page, papers, steps, what waits to be looked at, and contesting another's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.casework import documents, engine, pages
from apps.casework.step_forms import StepForm
from apps.core.form_answers import attempt
from apps.core.pagination import page_of
from apps.organizations.limits import count_address
from apps.organizations.permissions import for_sides, owners
from apps.organizations.requests import ScopedRequest, person_of
from apps.organizations.scope import Side

from .. import selectors, services
from ..models import Registration, RegistrationPaper
from ..registration_forms import ContestForm, ProofForm
from ..services.looking import waits_until
from ..steps import JUDGES, KIND

_JUDGES = for_sides(*JUDGES)
_READERS = for_sides(Side.OWNER, *JUDGES)


def _found(number: str) -> Registration:
    return get_object_or_404(Registration, number=number)


@_READERS
def detail(request: ScopedRequest, number: str) -> HttpResponse:
    """One registration with its papers, history and steps, for its owner and whoever looks at papers (8 queries)."""
    return _page(request, _found(number))


def _page(
    request: ScopedRequest,
    found: Registration,
    *,
    status: int = 200,
    sent: Mapping[str, StepForm] | None = None,
    **more: Any,
) -> HttpResponse:
    context = {
        "registration": found,
        "vin": found.vin_seen_by(request.actor),
        "papers": found.papers.all(),
        "look_by": waits_until(found),
        "events": found.events.all(),
        "steps": pages.on_page(found, request.actor, sent),
        "form": next(iter((sent or {}).values()), None),
        "is_owner": request.actor.side is Side.OWNER,
        "may_prove": _may_prove(request, found),
        **_of_the_same_car(request, found),
        "now": timezone.now(),
        "base_template": _base(request),
        **more,
    }
    return render(request, "vehicles/registration.html", context, status=status)


def _of_the_same_car(request: ScopedRequest, found: Registration) -> dict[str, Any]:
    """What whoever decides looks at beside it: who holds the car, who contests that, and whose papers
    these are; owners see none of it.
    """
    if request.actor.side is Side.OWNER:
        return {}
    rows = Registration.objects.filter(vehicle_id=found.vehicle_id).exclude(pk=found.pk)
    contests = rows.filter(status=Registration.Status.CONTESTING)
    return {"registrant": selectors.registrant(found), "held": rows.current().first(), "contests": contests}


def _may_prove(request: ScopedRequest, found: Registration) -> bool:
    """Whether papers of the reader would serve for something now."""
    return found.asks_for_papers and any(step.verb == "prove" for step in KIND.allowed(found, request.actor))


def _base(request: ScopedRequest) -> str:
    return "base.html" if request.actor.side is Side.OWNER else "desk.html"


@require_POST
@_READERS
def step(request: ScopedRequest, number: str, verb: str) -> HttpResponse:
    return pages.take(request, _found(number), verb, _page)


@owners
def prove(request: ScopedRequest, number: str) -> HttpResponse:
    """Papers for a registration of one's own: proof, or an answer to a contest."""
    found, now, status = _found(number), timezone.now(), 200
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ProofForm(*given, case=found, step=KIND.step("prove"), actor=request.actor)
    if request.method == "POST":

        def send(*, version: int | None, key: str, **_clean: Any) -> Registration:
            given = form.arguments()
            sent: Registration = engine.perform(
                found, "prove", by=request.actor, at=now, given=given, version=version, key=key
            )
            return sent

        _sent, status = attempt(form, send)
        if not status:
            messages.success(request, _("Your papers are sent. You are told when somebody has looked at them."))
            return redirect(found)
    return render(request, "vehicles/prove.html", {"form": form, "registration": found}, status=status)


@owners
def contest(request: ScopedRequest) -> HttpResponse:
    """Say with papers that a car which somebody else registered is one's own."""
    form = ContestForm(request.POST or None, request.FILES or None, initial={"vin": request.GET.get("vin", "")})
    status = 200
    if request.method == "POST":

        def begin(*, vin: str, delivered_on: Any, odometer_km: int, **_clean: Any) -> Registration:
            return services.contest(
                owner_id=person_of(request.actor),
                vin_text=vin,
                delivered_on=delivered_on,
                odometer_km=odometer_km,
                papers=form.sent_papers(),
                by=request.actor,
                at=timezone.now(),
            )

        count_address("registrations", request)
        made, status = attempt(form, begin)
        if not status:
            messages.success(request, _("Your contest is on record. Whoever holds the car is asked to answer."))
            return redirect(made)
    return render(request, "vehicles/contest.html", {"form": form}, status=status)


@require_safe
@_READERS
def paper(request: ScopedRequest, number: str, pk: int) -> HttpResponseBase:
    """One paper, as a file to save, for whom the walls show it."""
    found = get_object_or_404(RegistrationPaper, pk=pk, registration__number=number)
    return documents.answer_of(found)


@require_safe
@_JUDGES
def waiting(request: ScopedRequest) -> HttpResponse:
    """Papers and contests that wait to be looked at, the oldest first, 50 a page."""
    page = page_of(request, selectors.waiting_registrations(), ordering=selectors.OLDEST)
    return render(request, "vehicles/registrations.html", {"page": page, "now": timezone.now()})

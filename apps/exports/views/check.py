"""The public check of a car, and the report of one without any record: no sign-in, no scripts, no VIN in an address."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from apps.core.form_answers import attempt
from apps.core.photos import clean_all
from apps.organizations.limits import count_address
from apps.organizations.requests import ScopedRequest
from apps.organizations.scope import Actor, Side
from apps.organizations.serving import serving
from apps.vehicles.services.exports import maker_codes
from apps.vehicles.vin_photo_pages import answer_to_photo
from apps.vehicles.vin_reading import read_vin

from .. import orphans, services
from ..check import Answer, answer_of
from ..check_forms import CheckForm, ReportForm
from ..models import OrphanReport


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Ask for a VIN and answer on the same page; the VIN is sent in the form, so no address and no log holds it.

    A photo is read before any table is asked; what it says stands in the form, for the person to compare and send.
    """
    if answer := answer_to_photo(request, CheckForm, "exports/check/form.html"):
        return answer
    form = CheckForm(request.POST or None)
    if request.method != "POST":
        return render(request, "exports/check/form.html", {"form": form})

    def look(*, vin: str) -> Answer:
        count_address("checks", request)
        return answer_of(read_vin(vin), at=timezone.now())

    found, status = attempt(form, look)
    if status:
        return render(request, "exports/check/form.html", {"form": form}, status=status)
    context = {"form": CheckForm(), "answer": found, "reading": read_vin(found.vin)}
    return render(request, "exports/check/answer.html", context)


@never_cache
@require_POST
def report(request: ScopedRequest) -> HttpResponse:
    """The form of a report (``step`` is not ``send``), or the report itself."""
    if request.POST.get("step") != "send":
        home = str(getattr(request.user, "country", "") or "")
        start = ReportForm(initial={"vin": request.POST.get("vin", ""), "country": home})
        return _ask(request, start)
    form = ReportForm(request.POST, request.FILES)
    actor: Actor | None = request.actor

    def tell(*, vin: str, photos: list[Any], consent: bool, **answers: Any) -> OrphanReport:
        count_address("reports", request)
        return services.report_car(vin_text=vin, papers=clean_all(photos), by=actor, at=timezone.now(), **answers)

    made, status = attempt(form, tell)
    if status:
        return _ask(request, form, status=status)
    maker = maker_codes().get(made.maker_code)
    help_there = serving(manufacturer_id=maker, country=str(made.country), at=timezone.now())
    return render(request, "exports/check/reported.html", {"report": made, "serving": help_there})


def _ask(request: ScopedRequest, form: ReportForm, *, status: int = 200) -> HttpResponse:
    vin = read_vin(str(form["vin"].value() or "")).vin
    owner = request.actor is not None and request.actor.side is Side.OWNER
    context = {"form": form, "vin": vin, "mine": orphans.reports().filter(vin=vin) if owner else ()}
    return render(request, "exports/check/report.html", context, status=status)

"""One part: everything that is said of it, and its manufacturer's plain forms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.core import files
from apps.core.days import read_day
from apps.core.errors import Refused
from apps.core.form_answers import attempt
from apps.organizations.permissions import dealers, for_sides, manufacturers
from apps.organizations.requests import ScopedRequest, organization_of
from apps.organizations.scope import Side

from .. import selectors, services
from ..forms_catalogue import FittingForm, InterchangeForm, NameForm, PhotoForm, PriceForm, SupersessionForm
from ..forms_cores import DepositForm
from ..models import Part
from ..selectors import PartPage
from ..sides import FIRMS

_readers = for_sides(*FIRMS)


@dataclass(frozen=True)
class Saying:
    """A form by which something is said of a part, and the service that keeps it."""

    label: Any
    form: type[Any]
    service: Callable[..., Any]
    done: Any


SAYINGS = {
    "fitting": Saying(
        _("Add cars that it fits"), FittingForm, services.add_fitting, _("These cars are on the part's page now.")
    ),
    "price": Saying(_("Set a price"), PriceForm, services.set_price, _("The price counts from its day on.")),
    "supersession": Saying(
        _("Say what replaces it"), SupersessionForm, services.supersede, _("Orders are told of it from its day on.")
    ),
    "interchange": Saying(
        _("Add another maker's number"), InterchangeForm, services.add_interchange, _("It is found by that number now.")
    ),
    "core": Saying(
        _("Set a core deposit"), DepositForm, services.set_deposit, _("Orders from its day on carry the deposit.")
    ),
    "photo": Saying(_("Show a photo"), PhotoForm, services.add_photo, _("The photo is on the part's page now.")),
}


@require_safe
@_readers
def show(request: ScopedRequest, pk: int) -> HttpResponse:
    """A part with photo, facts, prices, cars, chain and other numbers (about 12 queries). ``?on=``: as of a day."""
    return _page(request, pk)


def _page(request: ScopedRequest, pk: int, *, sent: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    found = _found(request, pk)
    owns = request.actor.side is Side.MANUFACTURER and request.actor.may_write
    sent = sent or {}
    sayings = [
        (what, saying.label, sent.get(what) or saying.form(part=found.part, auto_id=f"{what}_%s"), what in sent)
        for what, saying in SAYINGS.items()
        if owns
    ]
    context = {"found": found, "part": found.part, "sayings": sayings, "owns": owns, "today": found.on}
    if request.actor.side is Side.DEALER:
        context |= _locator(request, found.part)
    context |= {"form": next(iter(sent.values()), None), "name_form": _name_form(found.part)}
    return render(request, "parts/part.html", context, status=status)


def _locator(request: ScopedRequest, part: Part) -> dict[str, Any]:
    holders = selectors.who_has(part, request.actor, at=timezone.now())
    return {"holders": holders, "shares": selectors.shares(request.actor)}


@require_POST
@dealers
def share(request: ScopedRequest, pk: int) -> HttpResponse:
    """Let other dealers see the own stock, or end that."""
    part, wants = _found(request, pk).part, request.POST.get("share") == "yes"
    if wants:
        services.share_stock(by=request.actor, at=timezone.now())
        messages.success(request, _("Other dealers see about how many you have from now on."))
    else:
        services.stop_sharing(by=request.actor, at=timezone.now())
        messages.success(request, _("Nobody sees your stock any more."))
    return redirect(part)


def _found(request: ScopedRequest, pk: int) -> PartPage:
    try:
        return selectors.part_page(request.actor, pk, at=timezone.now(), on=_asked_day(request))
    except Part.DoesNotExist:
        raise Http404 from None


def _asked_day(request: ScopedRequest) -> date | None:
    """The day in the address, as people write it; what is none means today."""
    try:
        return read_day(request.GET["on"]) if request.GET.get("on") else None
    except Refused:
        return None


def _own(request: ScopedRequest, pk: int) -> Part:
    # The catalogue is a directory that every side reads: here only the own part is found.
    return get_object_or_404(Part, pk=pk, manufacturer_id=organization_of(request.actor))


@require_POST
@manufacturers
def say(request: ScopedRequest, pk: int, what: str) -> HttpResponse:
    """Keep what a form says of the own part."""
    part, saying = _own(request, pk), SAYINGS.get(what)
    if saying is None:
        raise Http404
    form = saying.form(request.POST, request.FILES, part=part, auto_id=f"{what}_%s")
    given: dict[str, Any] = {} if what == "supersession" else {"part": part}
    _made, status = attempt(form, saying.service, by=request.actor, at=timezone.now(), **given)
    if status:
        return _page(request, pk, sent={what: form}, status=status)
    messages.success(request, saying.done)
    return redirect(part)


@require_POST
@manufacturers
def end(request: ScopedRequest, pk: int, what: str, row: int) -> HttpResponse:
    """Say something of the own part no longer."""
    part = _own(request, pk)
    if what not in selectors.SAID:
        raise Http404
    services.end_said(row=get_object_or_404(selectors.said_of(part, what), pk=row), by=request.actor, at=timezone.now())
    messages.success(request, _("It is no longer said; it stays on record."))
    return redirect(part)


@require_http_methods(["GET", "HEAD", "POST"])
@manufacturers
def rename(request: ScopedRequest, pk: int) -> HttpResponse:
    """Change name and whether it can be ordered, in the place where they stand; without scripts, on a page."""
    part = _own(request, pk)
    form = _name_form(part, request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        _made, status = attempt(form, services.edit_part, part=part, component=part.component)
        if not status:
            if request.headers.get("HX-Request"):
                return render(request, "parts/_name.html", {"part": part, "owns": True})
            messages.success(request, _("Part %(part)s was changed.") % {"part": part.number})
            return redirect(part)
    template = "parts/_name_form.html" if request.headers.get("HX-Request") else "parts/name.html"
    return render(request, template, {"part": part, "form": form}, status=status or 200)


def _name_form(part: Part, data: Any = None) -> forms.Form:
    return NameForm(data, initial={"name": part.name, "active": part.active}, auto_id="name_%s")


@require_safe
@_readers
def photo(request: ScopedRequest, pk: int) -> HttpResponse:
    """The newest photo that stands, as JPEG."""
    found = _found(request, pk).photo
    try:
        if found is None:
            raise Http404
        with files.opened(found.file) as file:
            content = file.read()
    except FileNotFoundError:
        raise Http404 from None
    headers = {"Cache-Control": "private, max-age=86400", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type="image/jpeg", headers=headers)

"""Home of each side, public pages, colours."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from apps.claims.selectors import kept_drafts
from apps.core.following import following
from apps.duties.models import Party
from apps.exports.check_forms import CheckForm
from apps.network.selectors import my_invitations
from apps.organizations.permissions import for_sides
from apps.organizations.requests import ScopedRequest, person_of
from apps.organizations.scope import Actor, Side
from apps.vehicles.selectors import contests_of
from apps.vehicles.vin_photo_pages import read
from apps.vehicles.vin_reading import read_vin

from . import finding, selectors

THEMES = ("light", "dark")
_YEAR = 60 * 60 * 24 * 365
# A search changes nothing, so it asks for no role, also where a photo is sent with it.
_SEARCHERS = for_sides(Side.DEALER, Side.MANUFACTURER, Side.REGULATOR, Side.AUTHORITY, write=False)


def home(request: ScopedRequest) -> HttpResponse:
    """The front page for strangers, the own desk for everybody else."""
    actor: Actor | None = request.actor
    if actor is None:
        return render(request, "portal/welcome.html", {"check": CheckForm()})
    if actor.side is Side.OWNER:
        return _owner(request)
    if actor.side in (Side.REGULATOR, Side.AUTHORITY):
        return redirect("oversight:desk")
    return _firm(request, Party.DEALER if actor.side is Side.DEALER else Party.MANUFACTURER)


def _owner(request: ScopedRequest) -> HttpResponse:
    context = {
        "vehicles": selectors.owner_vehicles(),
        "claims": selectors.owner_open_claims(),
        "drafts": kept_drafts(),
        "contests": contests_of(person_of(request.actor)),
        "invitations": my_invitations(person_of(request.actor)),
    }
    return render(request, "portal/owner_home.html", context)


def _firm(request: ScopedRequest, party: Party) -> HttpResponse:
    now = timezone.now()
    context = {
        "party": party,
        "counts": selectors.clock_counts(responsible=party, at=now),
        "urgent": selectors.most_urgent(responsible=party),
        "orders": selectors.open_orders(),
        "now": now,
    }
    return render(request, "portal/firm_home.html", context)


@_SEARCHERS
def search(request: ScopedRequest) -> HttpResponse:
    """What a few signs name; the whole code of one thing opens it, as a scanner wants it."""
    text = request.GET.get("text", "").replace("\x00", "").strip()[:100]
    groups = finding.found(text, actor=request.actor, request=request)
    if only := finding.named(text, groups):
        return redirect(only)
    return _results(request, text, groups)


@_SEARCHERS
def search_by_photo(request: ScopedRequest) -> HttpResponse:
    """What the VIN of a photo names; it stands in the search, so that the person sees what was read."""
    if request.method != "POST":  # another language was chosen, or the page is called up again
        return redirect("portal:search")
    seen, problem = read(request)
    text = seen.vin if seen else ""
    groups = finding.found(text, actor=request.actor, request=request)
    photo = {"seen": seen, "problem": problem, "reading": read_vin(text) if seen else None}
    return _results(request, text, groups, status=422 if problem else 200, **photo)


def _results(
    request: ScopedRequest, text: str, groups: list[finding.Group], *, status: int = 200, **photo: Any
) -> HttpResponse:
    context = {"text": text, "groups": groups, "short": len(text) < finding.FEWEST_SIGNS, **photo}
    return render(request, "portal/search.html", context, status=status)


@require_POST
def theme(request: ScopedRequest) -> HttpResponse:
    """Keep the chosen colours in a cookie; ``auto`` follows the device."""
    response = redirect(following(request))
    chosen = request.POST.get("theme")
    if chosen in THEMES:
        response.set_cookie("theme", chosen, max_age=_YEAR, samesite="Lax", secure=request.is_secure(), httponly=True)
    else:
        response.delete_cookie("theme")
    return response


def page(request: ScopedRequest, name: str) -> HttpResponse:
    """Help, privacy and accessibility: plain texts."""
    told = {"controller": settings.CONTROLLER, "controller_contact": settings.CONTROLLER_CONTACT}
    return render(request, f"portal/{name}.html", told)

"""Home of each side, public pages, colours."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from apps.claims.selectors import kept_drafts
from apps.duties.models import Party
from apps.exports.check_forms import CheckForm
from apps.network.selectors import my_invitations
from apps.organizations.permissions import for_sides
from apps.organizations.requests import ScopedRequest, person_of
from apps.organizations.scope import Actor, Side
from apps.vehicles.selectors import contests_of

from . import finding, selectors

THEMES = ("light", "dark")
_YEAR = 60 * 60 * 24 * 365


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


@for_sides(Side.DEALER, Side.MANUFACTURER, Side.REGULATOR, Side.AUTHORITY)
def search(request: ScopedRequest) -> HttpResponse:
    """What a few signs name; the whole code of one thing opens it, as a scanner wants it."""
    text = request.GET.get("text", "").replace("\x00", "").strip()[:100]
    groups = finding.found(text, actor=request.actor, request=request)
    if only := finding.named(text, groups):
        return redirect(only)
    context = {"text": text, "groups": groups, "short": len(text) < finding.FEWEST_SIGNS}
    return render(request, "portal/search.html", context)


@require_POST
def theme(request: ScopedRequest) -> HttpResponse:
    """Keep the chosen colours in a cookie; ``auto`` follows the device."""
    following = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(following, allowed_hosts={request.get_host()})
    response = redirect(following if safe else "portal:home")
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

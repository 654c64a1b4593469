"""An invitation: as the firm sees it, as whoever got it answers it, and where the link in the mail leads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from apps.casework import engine, pages
from apps.casework.step_forms import StepForm, form_of
from apps.core.errors import Refused
from apps.organizations.permissions import signed_in, staff
from apps.organizations.requests import ScopedRequest
from apps.organizations.scope import Actor, system_scope

from ..addresses import prove
from ..greeting import greet
from ..links import digest_of
from ..models import Invitation
from .oneself import as_oneself


@signed_in
def invitation(request: ScopedRequest, number: str) -> HttpResponse:
    """One invitation: to answer for the person it was sent to, to look at and withdraw for the firm."""
    with as_oneself(request) as me:
        mine = _rows().filter(number=number).first()
        if mine is not None:
            return _answer_page(request, mine, me)
    if request.actor.organization_id is None:
        raise Http404
    return _firm_page(request, get_object_or_404(_rows(), number=number))


def _rows() -> Any:
    return Invitation.objects.select_related("organization")


def _answer_page(
    request: ScopedRequest, found: Invitation, me: Actor, status: int = 200, error: Any = ""
) -> HttpResponse:
    open_now = found.status == Invitation.Status.OPEN and found.expires_at > timezone.now()
    context = {
        "invitation": found,
        "open_now": open_now,
        "answers": [form_of(found, verb, me) for verb in ("accept", "decline")] if open_now else [],
        "error": error,
    }
    return render(request, "network/invited.html", context, status=status)


@require_POST
@signed_in
def answer(request: ScopedRequest, number: str, verb: str) -> HttpResponse:
    """Accept or decline as oneself. Accepting makes a member, and changes nothing about for whom one acts now."""
    with as_oneself(request) as me:
        found = get_object_or_404(_rows(), number=number)
        form = form_of(found, verb, me, request.POST)
        if not form.is_valid():
            return _answer_page(request, found, me, status=422)
        data = form.cleaned_data
        try:
            engine.take(found, verb, by=me, at=timezone.now(), version=data["version"], key=data["key"])
        except Refused as refused:
            found.refresh_from_db()
            return _answer_page(request, found, me, status=409, error=refused)
    firm = {"firm": found.organization.name}
    if verb == "accept":
        messages.success(request, _("You may act for %(firm)s now. Choose below when you want to.") % firm)
    else:
        messages.success(request, _("Declined: %(firm)s is told so.") % firm)
    return redirect("organizations:mine")


def _firm_page(
    request: ScopedRequest,
    found: Invitation,
    *,
    status: int = 200,
    sent: Mapping[str, StepForm] | None = None,
    **more: Any,
) -> HttpResponse:
    context = {
        "invitation": found,
        "events": found.events.all(),
        "steps": pages.on_page(found, request.actor, sent),
        "form": next(iter((sent or {}).values()), None),
        **more,
    }
    return render(request, "network/invitation.html", context, status=status)


@require_POST
@staff
def withdraw(request: ScopedRequest, number: str) -> HttpResponse:
    """Take an open invitation back."""
    return pages.take(request, get_object_or_404(_rows(), number=number), "withdraw", _firm_page)


@never_cache
def link(request: ScopedRequest, token: str) -> HttpResponse:
    """Where the mail leads: to sign in or up with its address, and from there to the invitation.

    Whoever is signed in with that address has proven it by holding the mail; so has whoever signs up with it next, in
    this browser. Anybody else is told what to do.
    """
    with system_scope("invitation by the link of its mail"):
        found = get_object_or_404(_rows(), digest=digest_of(token))
    if request.actor is not None and request.actor.user_id is not None and prove(request.user, found.email):  # type: ignore[arg-type]
        greet(request.actor.user_id, at=timezone.now())
        with as_oneself(request):
            if Invitation.objects.filter(pk=found.pk).exists():
                return redirect(found)
    over = found.status != Invitation.Status.OPEN or found.expires_at <= timezone.now()
    if request.actor is None and not over:
        get_adapter(request).stash_verified_email(request, found.email)
    context = {"invitation": found, "over": over}
    return render(request, "network/link.html", context, status=410 if over else 200)

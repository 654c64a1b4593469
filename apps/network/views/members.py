"""The own organisation: contact data, its people now and before, and what happened to each membership."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.casework import engine, pages
from apps.casework.step_forms import StepForm, form_of
from apps.core.errors import Refused
from apps.core.form_answers import attempt, refuse
from apps.organizations import services as organizations
from apps.organizations.forms import ProfileForm
from apps.organizations.models import Membership, Organization
from apps.organizations.permissions import signed_in, staff
from apps.organizations.requests import ScopedRequest, organization_of

from .. import selectors, services
from ..forms import InviteForm
from .oneself import as_oneself


@staff
def own(request: ScopedRequest) -> HttpResponse:
    """Contact data, members and open invitations; administrators change them, others look on."""
    organization = get_object_or_404(Organization, pk=organization_of(request.actor))
    form = ProfileForm(request.POST) if request.method == "POST" else None
    if form is None:
        return _own_page(request, organization)
    _done, status = attempt(form, organizations.update_profile, by=request.actor)
    if status:
        return _own_page(request, organization, form=form, status=status)
    messages.success(request, _("Saved."))
    return redirect("organizations:own")


def _own_page(
    request: ScopedRequest,
    organization: Organization,
    *,
    form: ProfileForm | None = None,
    invite_form: InviteForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "organization": organization,
        "form": form or ProfileForm(initial={"email": organization.email, "phone": organization.phone}),
        "invite_form": invite_form or InviteForm(auto_id="invite_%s"),
        "members": selectors.members(organization.pk),
        "invitations": selectors.open_invitations(organization.pk),
        "is_admin": request.actor.role == Membership.Role.ADMIN,
    }
    return render(request, "network/own.html", context, status=status)


@staff
def members(request: ScopedRequest) -> HttpResponse:
    """Who acted for the organisation before; posted to, it invites. The answer is the same for every address."""
    organization = get_object_or_404(Organization, pk=organization_of(request.actor))
    if request.method != "POST":
        return render(request, "network/former.html", {"members": selectors.former_members(organization.pk)})
    form = InviteForm(request.POST, auto_id="invite_%s")
    made, status = attempt(form, services.invite, by=request.actor, at=timezone.now())
    if status:
        return _own_page(request, organization, invite_form=form, status=status)
    messages.success(request, _("The invitation to %(email)s is on its way.") % {"email": made.email})
    return redirect("organizations:own")


@signed_in
def member(request: ScopedRequest, pk: int) -> HttpResponse:
    """A membership: for the organisation's people, and for the person whose it is, whoever they act for."""
    rows = Membership.objects.select_related("organization")
    if request.actor.organization_id is not None:
        found = rows.filter(pk=pk).first()
        if found is not None:
            return _page(request, found)
    with as_oneself(request):
        return _page(request, get_object_or_404(rows, pk=pk))


def _page(
    request: ScopedRequest,
    membership: Membership,
    *,
    status: int = 200,
    sent: Mapping[str, StepForm] | None = None,
    **more: Any,
) -> HttpResponse:
    sent = sent or {}
    context = {
        "membership": membership,
        "events": membership.events.all(),
        "steps": [row for row in pages.on_page(membership, request.actor, sent) if row.step.verb != "leave"],
        "leave_form": sent.get("leave") or _leave_form(request, membership),
        "form": next(iter(sent.values()), None),
        **more,
    }
    return render(request, "network/member.html", context, status=status)


def _leave_form(request: ScopedRequest, membership: Membership) -> StepForm | None:
    """One's own membership can be left from its page, whoever one acts for."""
    mine = membership.user_id == request.actor.user_id and membership.status == Membership.Status.ACTIVE
    return form_of(membership, "leave", request.actor) if mine else None


@require_POST
@signed_in
def leave(request: ScopedRequest, pk: int) -> HttpResponse:
    """End one's own membership, as oneself; the last administrator is told what to do first."""
    with as_oneself(request) as me:
        membership = get_object_or_404(Membership.objects.select_related("organization"), pk=pk)
        form = form_of(membership, "leave", me, request.POST)
        if form.is_valid():
            data = form.cleaned_data
            try:
                engine.take(membership, "leave", by=me, at=timezone.now(), version=data["version"], key=data["key"])
            except Refused as refused:
                refuse(form, refused)
        if form.errors:
            return _page(request, membership, status=422, sent={"leave": form})
    messages.success(request, form.step.done)
    return redirect("organizations:mine")


@require_POST
@staff
def step(request: ScopedRequest, pk: int, verb: str) -> HttpResponse:
    """Change a member's role, or remove them."""
    membership = get_object_or_404(Membership.objects.select_related("organization"), pk=pk)
    return pages.take(request, membership, verb, _page)

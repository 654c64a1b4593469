"""The own organisation: contact data, members, keys, and for whom one acts."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from apps.core.errors import Refused
from apps.core.form_answers import attempt

from .. import selectors, services
from ..forms import KeyForm, MemberForm, ProfileForm, RoleForm
from ..identity import AS_OWNER
from ..middleware import SESSION_KEY
from ..models import ApiKey, Membership, Organization
from ..permissions import for_sides, signed_in
from ..requests import ScopedRequest, organization_of
from ..scope import PEOPLE_SIDES, Side

staff = for_sides(*(side for side in PEOPLE_SIDES if side is not Side.OWNER))


@require_POST
@signed_in
def switch(request: ScopedRequest) -> HttpResponse:
    """Act for another of one's organisations, or as a vehicle owner; anything else changes nothing."""
    wanted = request.POST.get("organization", "")
    allowed = {str(pk): pk for pk, _name in request.identity.choices} | {str(AS_OWNER): AS_OWNER}
    if wanted in allowed:
        request.session[SESSION_KEY] = allowed[wanted]
    else:
        messages.error(request, _("You do not act for this organisation."))
    return redirect("portal:home")


@staff
def own(request: ScopedRequest) -> HttpResponse:
    """Contact data and members; administrators change them, others look on."""
    organization = get_object_or_404(Organization, pk=organization_of(request.actor))
    form = ProfileForm(request.POST) if request.method == "POST" else None
    if form is None:
        return _own_page(request, organization)
    _done, status = attempt(form, services.update_profile, by=request.actor)
    if status:
        return _own_page(request, organization, form=form, status=status)
    messages.success(request, _("Saved."))
    return redirect("organizations:own")


def _own_page(
    request: ScopedRequest,
    organization: Organization,
    *,
    form: ProfileForm | None = None,
    member_form: MemberForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "organization": organization,
        "form": form or ProfileForm(initial={"email": organization.email, "phone": organization.phone}),
        "member_form": member_form or MemberForm(auto_id="member_%s"),
        "members": selectors.members(organization.pk),
        "roles": Membership.Role.choices,
        "is_admin": request.actor.role == Membership.Role.ADMIN,
    }
    return render(request, "organizations/own.html", context, status=status)


@require_POST
@staff
def add_member(request: ScopedRequest) -> HttpResponse:
    form = MemberForm(request.POST, auto_id="member_%s")
    member, status = attempt(form, services.add_member, by=request.actor, at=timezone.now())
    if status:
        organization = get_object_or_404(Organization, pk=organization_of(request.actor))
        return _own_page(request, organization, member_form=form, status=status)
    messages.success(request, _("%(name)s acts for the organisation now.") % {"name": member.person_name})
    return redirect("organizations:own")


@require_POST
@staff
def change_role(request: ScopedRequest, pk: int) -> HttpResponse:
    membership = get_object_or_404(Membership, pk=pk)
    form = RoleForm(request.POST)
    done, status = attempt(form, services.change_role, membership=membership, by=request.actor)
    if status:
        raise Refused(_first_error(form), field="role")
    words = {"name": done.person_name, "role": done.get_role_display()}
    messages.success(request, _("%(name)s is %(role)s now.") % words)
    return redirect("organizations:own")


@require_POST
@staff
def remove_member(request: ScopedRequest, pk: int) -> HttpResponse:
    membership = get_object_or_404(Membership, pk=pk)
    services.remove_member(membership=membership, by=request.actor)
    messages.success(request, _("%(name)s no longer acts for the organisation.") % {"name": membership.person_name})
    return redirect("organizations:own")


def _first_error(form: RoleForm) -> str:
    return next(str(text) for texts in form.errors.values() for text in texts)


@staff
@never_cache
def keys(request: ScopedRequest) -> HttpResponse:
    """Keys of the organisation; a new one is shown whole once, in the answer that makes it."""
    organization_id = organization_of(request.actor)
    form = KeyForm(request.POST or None)
    whole, status = "", 200
    if request.method == "POST":
        made, refused = attempt(form, services.create_key, by=request.actor, at=timezone.now())
        status = refused or 201
        if not refused:
            whole, form = made[1], KeyForm()
    context = {
        "form": form,
        "whole": whole,
        "keys": selectors.api_keys(organization_id),
        "is_admin": request.actor.role == Membership.Role.ADMIN,
    }
    return render(request, "organizations/keys.html", context, status=status)


@require_POST
@staff
def revoke_key(request: ScopedRequest, pk: int) -> HttpResponse:
    key = get_object_or_404(ApiKey, pk=pk)
    services.revoke_key(key=key, by=request.actor, at=timezone.now())
    messages.success(request, _("The key “%(name)s” no longer works.") % {"name": key.name})
    return redirect("organizations:keys")

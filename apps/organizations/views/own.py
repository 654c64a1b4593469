"""The own organisation's keys, and for whom one acts."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from apps.core.form_answers import attempt

from .. import selectors, services
from ..forms import KeyForm
from ..identity import AS_OWNER
from ..middleware import SESSION_KEY
from ..models import ApiKey, Membership
from ..permissions import signed_in, staff
from ..requests import ScopedRequest, organization_of, person_of


@require_POST
@signed_in
def switch(request: ScopedRequest) -> HttpResponse:
    """Act for another of one's organisations, or as oneself, from now on; anything else changes nothing."""
    wanted = request.POST.get("organization", "")
    allowed = {str(pk): pk for pk, _name in request.identity.choices} | {str(AS_OWNER): AS_OWNER}
    if wanted in allowed:
        services.choose(user_id=person_of(request.actor), organization_id=allowed[wanted])
        request.session[SESSION_KEY] = allowed[wanted]
    else:
        messages.error(request, _("You do not act for this organisation."))
    return redirect("portal:home")


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

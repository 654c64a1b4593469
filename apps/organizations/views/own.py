"""The own organisation's keys, and for whom one acts."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from apps.core.following import following
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
    """Act for another of one's organisations, or as oneself, from now on; anything else changes nothing.

    ``next`` is the page of this site to go on with.
    """
    wanted = request.POST.get("organization", "")
    allowed = {str(pk): pk for pk, _name in request.identity.choices} | {str(AS_OWNER): AS_OWNER}
    if wanted in allowed:
        services.choose(user_id=person_of(request.actor), organization_id=allowed[wanted])
        request.session[SESSION_KEY] = allowed[wanted]
    else:
        messages.error(request, _("You do not act for this organisation."))
    return redirect(following(request))


@staff
@never_cache
def keys(request: ScopedRequest) -> HttpResponse:
    """Keys of the organisation; a new one is shown whole once, in the answer that makes it."""
    if request.method != "POST":
        return _keys(request, KeyForm())
    form, now = KeyForm(request.POST), timezone.now()
    made, refused = attempt(form, services.create_key, by=request.actor, at=now)
    return _keys(request, form, status=refused) if refused else _keys(request, KeyForm(), whole=made[1], status=201)


@require_POST
@staff
@never_cache
def rotate_key(request: ScopedRequest, pk: int) -> HttpResponse:
    """Another key with the same rights, shown whole once; the old one works beside it for a while."""
    key = get_object_or_404(ApiKey, pk=pk)
    _row, whole = services.rotate_key(key=key, by=request.actor, at=timezone.now())
    return _keys(request, KeyForm(), whole=whole, status=201)


def _keys(request: ScopedRequest, form: KeyForm, *, whole: str = "", status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "whole": whole,
        "keys": selectors.api_keys(organization_of(request.actor), at=timezone.now()),
        "is_admin": request.actor.role == Membership.Role.ADMIN,
        "most_days": settings.API_KEY_DAYS,
        "overlap": settings.API_KEY_OVERLAP_HOURS,
    }
    return render(request, "organizations/keys.html", context, status=status)


@require_POST
@staff
def revoke_key(request: ScopedRequest, pk: int) -> HttpResponse:
    key = get_object_or_404(ApiKey, pk=pk)
    services.revoke_key(key=key, by=request.actor, at=timezone.now())
    messages.success(request, _("The key “%(name)s” no longer works.") % {"name": key.name})
    return redirect("organizations:keys")

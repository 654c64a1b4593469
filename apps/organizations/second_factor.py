"""Of whom a second factor is asked, and from when on nothing opens without one. Whether somebody has one: accounts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from apps.accounts.second_factor import setup_url

from .models import Membership, Organization

#: What stays open: words of help, language and colours. Pages of one's own account lie outside of any scope anyway.
OPEN = ("/help/", "/privacy/", "/accessibility/", "/theme/")


def asked_of(membership: Membership) -> bool:
    """Regulators and the authority decide over others; administrators of firms let others in."""
    return membership.organization.kind == Organization.Kind.REGULATOR or membership.role == Membership.Role.ADMIN


def due_at(memberships: Iterable[Membership]) -> datetime | None:
    """From when on a person with these memberships gets no further without; None: it is not asked of them.

    The grace runs from the moment when the first of those roles began; for roles that were there before this was
    asked, from the moment when it was (migration 0004).
    """
    asked = [membership.role_since for membership in memberships if asked_of(membership)]
    return min(asked) + settings.SECOND_FACTOR_GRACE if asked else None


def ask(request: HttpRequest) -> HttpResponse:
    """The answer to whoever comes without, when the grace is over: to where it is set up."""
    url = setup_url()
    if request.path.startswith("/api/"):
        words = _("Your role asks for a second step at sign-in: set one up at %(url)s, then nothing stands in the way.")
        return JsonResponse({"detail": words % {"url": url}, "code": "second_factor"}, status=403)
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": url})
    return redirect(url)

"""Whether somebody signed in with a second factor. Of whom it is asked: apps/organizations/second_factor.py."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.urls import reverse

#: In the session: whether its person has a second factor, as far as this session knows.
SESSION_KEY = "second_factor"
#: Recovery codes are a way back to a factor, not one.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has(user_id: int) -> bool:
    """Whether a person can prove themself by an app or a passkey."""
    return bool(Authenticator.objects.filter(user_id=user_id, type__in=FACTORS).exists())


def look(request: HttpRequest, user_id: int) -> bool:
    """Look it up, and keep it in the session."""
    found = has(user_id)
    request.session[SESSION_KEY] = found
    return found


def holds(request: HttpRequest) -> bool:
    """Whether the person of this session has a second factor; asks the database only while the session knows of none.

    Who takes away a factor ends the person's other sessions (signals.py), so that none of them remembers it.
    """
    return bool(request.session.get(SESSION_KEY)) or look(request, request.user.pk or 0)


def setup_url() -> str:
    """Where a second factor is set up, with words for whoever was sent there."""
    return reverse("mfa_index") + "?asked"

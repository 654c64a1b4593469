"""Browsers that have signed in to an account before, so that a stranger's wrong tries do not lock its owner out.

Tries of a password are counted by account. A browser that signed in once holds a cookie that says so, signed by this
house; its tries are counted apart from everybody else's (docs/decisions/0023-signing-in.md).
"""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import salted_hmac

COOKIE = "known_device"
_SALT = "sanbao.accounts.devices"
#: As long as a long holiday, and as many people as share a workshop's computer.
MAX_AGE = 60 * 60 * 24 * 180
MOST_PEOPLE = 12


def known(request: HttpRequest, address: str) -> str:
    """A name for this browser if it has signed in with this address before; empty for all others."""
    held = _held(request)
    return str(held["device"]) if held and _mark(address) in held["people"] else ""


def remember(request: HttpRequest, response: HttpResponseBase, address: str) -> None:
    """Let the browser keep that somebody signed in here with this address."""
    held = _held(request) or {"device": secrets.token_urlsafe(12), "people": []}
    mark = _mark(address)
    people = [mark, *(other for other in held["people"] if other != mark)][:MOST_PEOPLE]
    response.set_cookie(
        COOKIE,
        signing.dumps({"device": held["device"], "people": people}, salt=_SALT),
        max_age=MAX_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
        path="/accounts/",
    )


def _held(request: HttpRequest) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=MAX_AGE)
    except signing.BadSignature:
        return None
    return found


def _mark(address: str) -> str:
    """Not the address itself: whoever finds the computer reads nobody's name."""
    return salted_hmac(_SALT, address.lower(), algorithm="sha256").hexdigest()[:16]

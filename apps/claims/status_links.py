"""The link by which a driver sees how far a claim is: derived from the link's row and this house's key."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac


def token_of(number: str, turn: int) -> str:
    """The secret part of a claim's link; ``turn`` counts the links that the claim has had."""
    return str(salted_hmac("sanbao.claims.status", f"{number}/{turn}", algorithm="sha256").hexdigest())


def digest_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def link_of(number: str, turn: int) -> str:
    """The whole address, to be sent on."""
    return str(settings.SITE_URL).rstrip("/") + reverse("claims:status", args=[token_of(number, turn)])

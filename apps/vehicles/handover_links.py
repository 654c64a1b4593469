"""The link by which a car is taken over. Whoever has it may take the car, within its term."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac


def token_of(number: str) -> str:
    """The secret part of the link, derived from the handover's number and this house's key."""
    return str(salted_hmac("sanbao.vehicles.handover", number, algorithm="sha256").hexdigest())


def digest_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def link_of(number: str) -> str:
    """The whole address, to be sent on."""
    return str(settings.SITE_URL).rstrip("/") + reverse("vehicles:take-over", args=[token_of(number)])

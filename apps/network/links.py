"""The link in an invitation's mail. It shows the invitation and proves the address; it makes nobody a member."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac


def token_of(number: str) -> str:
    """The secret part of the link, derived from the number and this house's key, so that no table holds it."""
    return str(salted_hmac("sanbao.network.invitation", number, algorithm="sha256").hexdigest())


def digest_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def link_of(number: str) -> str:
    """The whole address, as a mail gives it."""
    return str(settings.SITE_URL).rstrip("/") + reverse("organizations:invitation-link", args=[token_of(number)])

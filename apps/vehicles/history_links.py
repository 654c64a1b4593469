"""The link by which a car's service history is shown. Whoever has it may read, within its term."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac


def token_of(number: str) -> str:
    """The secret part of the link, derived from its number and this house's key."""
    return str(salted_hmac("sanbao.vehicles.history", number, algorithm="sha256").hexdigest())


def link_of(number: str) -> str:
    """The whole address, to be sent on."""
    return str(settings.SITE_URL).rstrip("/") + reverse("cars:shown-history", args=[token_of(number)])

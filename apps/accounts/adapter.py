"""What the sign-in library asks us about."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from apps.core.clients import client_address

from . import devices
from .addresses import one_form
from .models import User
from .sessions import device_name

logger = logging.getLogger("sanbao.sign_in")


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": _(
            "Too many wrong tries from browsers that this account does not know. Wait five minutes, or choose a new "
            "password: the link in the mail lets you in at once."
        ),
    }

    def clean_email(self, email: str) -> str:
        """The form in which an address is kept."""
        return one_form(super().clean_email(email))

    def get_client_ip(self, request: HttpRequest) -> str:
        """Where somebody comes from, for limits of tries and for sessions."""
        return client_address(request)

    def get_http_user_agent(self, request: HttpRequest) -> str:
        """In our own words: what a browser says of itself is a text that its sender chooses."""
        return device_name(request.headers.get("User-Agent", "")) or "?"

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell a person of a change, at an address that they have proven: no stranger gets mail of it."""
        address = email or EmailAddress.objects.get_primary_email(user)
        if EmailAddress.objects.filter(user_id=user.pk, email=address, verified=True).exists():
            super().send_notification_mail(template_prefix, user, context, address)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Leave a line for whoever watches the logs: from where, and not for whom."""
        logger.info("a wrong password from %s", client_address(request))

    def post_login(self, request: HttpRequest, user: User, *, email: str | None, **more: Any) -> HttpResponse:
        """Whoever is in has a browser that the account knows from now on."""
        response: HttpResponse = super().post_login(request, user, email=email, **more)
        devices.remember(request, response, email or user.email)
        return response

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Tries of a browser that the account knows are counted apart from those of strangers."""
        key: str = super()._get_login_attempts_cache_key(request, **credentials)
        device = devices.known(request, credentials.get("email", ""))
        return f"{key}:{device}" if device else key

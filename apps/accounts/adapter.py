"""What the sign-in library asks us about."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from apps.core.clients import client_address

from .addresses import one_form


class AccountAdapter(DefaultAccountAdapter):
    def clean_email(self, email: str) -> str:
        """The form in which an address is kept."""
        return one_form(super().clean_email(email))

    def get_client_ip(self, request: HttpRequest) -> str:
        """Where somebody comes from, for limits of tries and for sessions."""
        return client_address(request)

"""What the sign-in library asks us about."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter

from .addresses import one_form


class AccountAdapter(DefaultAccountAdapter):
    def clean_email(self, email: str) -> str:
        """The form in which an address is kept."""
        return one_form(super().clean_email(email))

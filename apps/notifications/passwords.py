"""A new password is asked for by mail: whose address it is, is looked up after the answer.

So the request does the same for an address that is known and for one that is not, down to the queries.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.account.forms import ResetPasswordForm as AllauthResetPasswordForm
from allauth.account.forms import default_token_generator
from allauth.account.internal.userkit import filter_users_by_email
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language

from apps.accounts.addresses import one_form
from apps.accounts.models import User
from apps.organizations.scope import system_scope

from .models import OutboxEvent
from .outbox import emit
from .relay import consumer


class ResetPasswordForm(AllauthResetPasswordForm):
    """Where somebody writes their address; it is only noted."""

    def clean_email(self) -> str:
        return one_form(self.cleaned_data["email"])

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        address: str = self.cleaned_data["email"]
        with system_scope("somebody asks for a new password"):
            emit("account.password_asked", at=timezone.now(), address=address, language=get_language())
        return address


@consumer("passwords", "account.password_asked")
def send_links(event: OutboxEvent, at: datetime) -> None:
    """Write to the address, if anybody has it."""
    asked = event.payload
    with translation.override(asked["language"]):
        accounts = _accounts_of(asked["address"])
        for user in accounts:
            _message(user, address=asked["address"], one_of=len(accounts)).send()


def _accounts_of(address: str) -> list[User]:
    """Who signs in with an address. Of some mailboxes there are two accounts, from before addresses had one form: the
    other one is found by its old form.
    """
    found: list[User] = filter_users_by_email(address, is_active=True, prefer_verified=True, for_login=True)
    if "xn--" not in address:
        return found
    old = User.objects.filter(is_active=True, email__startswith=address.partition("@")[0], email__regex="[^[:ascii:]]")
    return [*found, *(user for user in old if one_form(user.email) == address)]


def _message(user: User, *, address: str, one_of: int) -> EmailMessage:
    """The link to choose a new password for one account, at the site's own address and not at one that was sent."""
    path = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)},
    )
    told = {
        "password_reset_url": settings.SITE_URL.rstrip("/") + path,
        "made_on": user.date_joined if one_of > 1 else None,
    }
    subject = render_to_string("account/email/password_reset_key_subject.txt", told).strip()
    body = render_to_string("account/email/password_reset_key_message.txt", told).strip()
    return EmailMessage(subject, body, to=[address])

"""What happens to an account, whoever's page it happened on."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.signals import email_added, password_changed, password_reset, password_set
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from . import codes, second_factor, sessions
from .models import User


@receiver(user_logged_in)
def _on_sign_in(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    second_factor.look(request, user.pk)
    request.session.pop(sessions.SESSION_KEY, None)
    request.user = user
    sessions.note(request, at=timezone.now())


@receiver([password_changed, password_set, password_reset])
def _on_new_password(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Whoever was in with the old one is out."""
    sessions.end(user.pk, but=request.session.session_key)
    if request.user.is_authenticated:
        request.session.pop(sessions.SESSION_KEY, None)
        sessions.note(request, at=timezone.now())


@receiver(authenticator_added)
def _on_new_factor(sender: Any, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    second_factor.look(request, user.pk)
    if authenticator.type == Authenticator.Type.TOTP:
        codes.begin(authenticator, at=timezone.now())


@receiver(authenticator_removed)
def _on_lost_factor(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    second_factor.look(request, user.pk)
    sessions.end(user.pk, but=request.session.session_key)


@receiver(email_added)
def _on_new_address(sender: Any, request: HttpRequest, user: User, email_address: Any, **kwargs: Any) -> None:
    """Whoever can add an address can soon sign in with it: the one that is known is told."""
    get_adapter().send_notification_mail("account/email/email_added", user, {"added_email": email_address.email})

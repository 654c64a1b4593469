"""Forms of the second step."""

from __future__ import annotations

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm as AllauthAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as AllauthReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import codes


class _CodeOnce(forms.Form):
    """A code that was taken is not taken again, from any browser."""

    authenticator: Authenticator

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        by_app = self.authenticator.type == Authenticator.Type.TOTP
        if by_app and not codes.spend(self.authenticator, code, at=timezone.now()):
            raise get_adapter().validation_error("incorrect_code")
        return code


class AuthenticateForm(_CodeOnce, AllauthAuthenticateForm):
    """The second step of signing in."""


class ReauthenticateForm(_CodeOnce, AllauthReauthenticateForm):
    """The second step, asked again before a change of the account."""


class AddKeyForm(AddWebAuthnForm):
    """A passkey or security key, by a name that its person knows it by."""

    name = forms.CharField(label=_("Name"), required=False, max_length=100)


class EditKeyForm(EditWebAuthnForm):
    """Another name for a key."""

    name = forms.CharField(label=_("Name"), max_length=100)

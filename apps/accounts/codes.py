"""A code of an authenticator app works once, also while Redis is away: PostgreSQL knows the last one."""

from __future__ import annotations

from datetime import datetime

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.db import transaction

#: In the authenticator's data: the period (RFC 6238) of the last code that was taken.
_LAST = "last_period"


def begin(authenticator: Authenticator, *, at: datetime) -> None:
    """The code that activated an app has been used by that."""
    authenticator.data[_LAST] = _period(at)
    authenticator.save(update_fields=["data"])


@transaction.atomic
def spend(authenticator: Authenticator, code: str, *, at: datetime) -> bool:
    """Take a code that is right; False when it, or a later one, was taken before (RFC 6238, section 5.2)."""
    row = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
    period = _period_of(row, code, at)
    if period is None or period <= row.data.get(_LAST, -1):
        return False
    row.data[_LAST] = period
    row.save(update_fields=["data"])
    return True


def _period(at: datetime) -> int:
    period: int = int(at.timestamp()) // app_settings.TOTP_PERIOD
    return period


def _period_of(authenticator: Authenticator, code: str, at: datetime) -> int | None:
    secret, now = decrypt(authenticator.data["secret"]), _period(at)
    for period in range(now - app_settings.TOTP_TOLERANCE, now + app_settings.TOTP_TOLERANCE + 1):
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, period))):
            return period
    return None

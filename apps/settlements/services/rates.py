"""Exchange rates: recorded, and never edited."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.casework.actors import record_of
from apps.core.errors import Refused
from apps.core.money import CURRENCIES
from apps.core.today import today_in
from apps.organizations.door import door
from apps.organizations.scope import Actor, Side

from ..models import ExchangeRate

#: A rate beyond these is a slip of the keyboard: no pair of currencies is further apart.
LEAST, MOST = Decimal("0.0000001"), Decimal("10000000")


@transaction.atomic
def record_rate(
    *, currency: str, into: str, rate: Decimal, day: date, source: str, by: Actor, at: datetime
) -> ExchangeRate:
    """Record what one of ``currency`` was in ``into`` on a day: for one's own books, or by the authority for all.

    The same again is the same row; another rate of the same day counts from now on, and the first one stays. Raises
    Refused, naming the field, for what cannot be.
    """
    if by.side not in (Side.MANUFACTURER, Side.AUTHORITY) or not by.may_write:
        raise PermissionDenied
    refuse_unknown(currency, "currency")
    refuse_unknown(into, "into")
    if currency == into:
        raise Refused(_("Choose two different currencies."), field="into")
    if not LEAST <= rate <= MOST:
        raise Refused(
            _("“%(rate)s” is no rate: how much is one of the first currency in the second?") % {"rate": rate},
            field="rate",
        )
    if day > today_in("", at):
        raise Refused(_("%(day)s lies ahead: rates are of days that were.") % {"day": day}, field="day")
    told = " ".join(source.split())
    if len(told) < 3:
        raise Refused(_("Say where the rate is from, as the name of the bank."), field="source")
    manufacturer = by.organization_id if by.side is Side.MANUFACTURER else None
    last = ExchangeRate.objects.filter(manufacturer_id=manufacturer, currency=currency, into=into, day=day).first()
    if last is not None and (last.rate, last.source) == (rate.quantize(last.rate), told):
        return last
    with door("settlements.rate"):
        return ExchangeRate.objects.create(
            manufacturer_id=manufacturer, currency=currency, into=into, rate=rate, day=day, source=told,
            recorded_at=at, actor=record_of(by),
        )  # fmt: skip


def refuse_unknown(currency: str, field: str) -> None:
    """Raise Refused for what is no code of a currency."""
    if currency not in CURRENCIES:
        raise Refused(
            _("“%(value)s” is no currency: write its code of three letters, as KES or CNY.") % {"value": currency[:10]},
            field=field,
        )

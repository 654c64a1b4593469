"""Saying what a part costs in a market, from a day on."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.casework.actors import record_of
from apps.core.errors import Refused
from apps.organizations.door import door
from apps.organizations.scope import Actor

from ..amounts import checked_amount
from ..details import read_origin
from ..models import Part, PartPrice
from .saying import require_its_maker


@transaction.atomic
def set_price(
    *,
    part: Part,
    amount: Decimal,
    currency: str,
    valid_from: date,
    by: Actor,
    at: datetime,
    market: str = "",
    valid_until: date | None = None,
) -> PartPrice:
    """Say the price of one unit in a market (two letters; empty: all that have none of their own), from a day on.

    The same again is the same row; another price of the same day counts from now on, and the first one stays on
    record. Raises Refused naming the field.
    """
    require_its_maker(part, by)
    amount, currency = checked_amount(amount, currency)
    if valid_until is not None and valid_until < valid_from:
        raise Refused(_("It would end before it begins: choose a later day."), field="valid_until")
    said = {"market": _checked_market(market), "currency": currency, "valid_from": valid_from}
    last = PartPrice.objects.filter(part=part, **said).order_by("-id").first()
    if last is not None and (last.amount, last.valid_until) == (amount, valid_until):
        return last
    with door("parts.catalogue"):
        return PartPrice.objects.create(
            part=part,
            manufacturer_id=part.manufacturer_id,
            amount=amount,
            valid_until=valid_until,
            recorded_at=at,
            actor=record_of(by),
            **said,
        )


def _checked_market(market: str) -> str:
    if not market.strip():
        return ""
    try:
        return read_origin(market)
    except Refused as refused:
        raise Refused(refused.message, field="market") from None

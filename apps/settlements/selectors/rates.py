"""Exchange rates: which one counts, and what an amount is by it. Nothing is converted without a rate on record."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import F, Q, QuerySet

from apps.core.money import Money, rounded

from ..models import ExchangeRate

NEWEST = ("-day", "-id")
#: In which the manufacturers of this portal keep their books.
BOOKS = "CNY"


def rates() -> QuerySet[ExchangeRate]:
    """All rates on record, the latest day first (1 query a page; index exchangerate_newest)."""
    return ExchangeRate.objects.select_related("manufacturer").order_by(*NEWEST)


def rates_on(
    currencies: Collection[str], into: str, *, day: date, manufacturer_id: int | None
) -> dict[str, ExchangeRate]:
    """The rate of each currency that counts on a day: of that day or the last before (1 query; exchangerate_pair).

    A manufacturer's own before the authority's; of several of one day the newest row. A currency without any is not
    in the answer.
    """
    theirs = Q(manufacturer_id=manufacturer_id) | Q(manufacturer=None)
    rows = ExchangeRate.objects.filter(theirs, currency__in=currencies, into=into, day__lte=day)
    newest = rows.order_by("currency", F("manufacturer").asc(nulls_last=True), *NEWEST).distinct("currency")
    return {row.currency: row for row in newest}


def converted(money: Money, into: str, rates: Mapping[str, ExchangeRate]) -> Money | None:
    """An amount in another currency, to its smallest coin; None where no rate is on record."""
    if money.currency == into:
        return money
    rate = rates.get(money.currency)
    return Money(rounded(money.amount * rate.rate, into), into) if rate else None

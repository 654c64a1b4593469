"""Which of the prices said of a line a piece costs. No database here; why it is so: docs/decisions/0057."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from apps.core.money import Money

#: How long a dealer has for cancelling before a price above the one before holds.
TIME_TO_CANCEL = timedelta(days=1)


@dataclass(frozen=True)
class Said:
    """A price and when it was said."""

    money: Money
    at: datetime


def holds_from(price: Said, before: Money | None) -> datetime:
    """From when on a price holds that follows ``before``: at once, but a day later where it asks for more.

    Another currency asks for more: nobody can say that it does not.
    """
    asks_more = before is not None and (price.money.currency != before.currency or price.money.amount > before.amount)
    return price.at + TIME_TO_CANCEL if asks_more else price.at


def in_force(prices: Iterable[Said], left: datetime | None) -> Money | None:
    """What a piece costs that left at ``left`` (None: has not left, so the last price): the last that held then.

    ``prices`` in the order in which they were said. None where nothing was said in time.
    """
    found: Money | None = None
    for price in prices:
        if left is None or holds_from(price, found) <= left:
            found = price.money
    return found

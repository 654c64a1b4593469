"""Where a settlement comes to more than its estimate was authorised for: told line by line, never cut. No Django."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from apps.core.money import Money, totals


@dataclass(frozen=True)
class Done:
    """A line as done: its key, the authorised line that it carries out (None: none), and what it came to."""

    key: int
    planned: int | None
    money: Money


@dataclass(frozen=True)
class Exceeded:
    """A line (None: all together) came to ``done`` where ``allowed`` was authorised (None: it stands on no estimate).

    Several lines for one authorised line share what was authorised: the last ones exceed it.
    """

    key: int | None
    done: Money
    allowed: Money | None

    @property
    def by(self) -> Money:
        """How much more it is."""
        return self.done if self.allowed is None else self.done + -self.allowed


def exceeding(done: Iterable[Done], authorised: Mapping[int, Money], ceiling: Money | None) -> list[Exceeded]:
    """What came to more than was authorised; ``authorised`` by planned line, ``ceiling`` for all in its currency."""
    lines, left = list(done), dict(authorised)
    found = []
    for line in lines:
        allowed = left.get(line.planned) if line.planned is not None else None
        if allowed is None or allowed.currency != line.money.currency:
            found.append(Exceeded(line.key, line.money, None))
            continue
        left[line.planned or 0] = Money(max(Decimal(0), allowed.amount - line.money.amount), allowed.currency)
        if line.money.amount > allowed.amount:
            found.append(Exceeded(line.key, line.money, allowed))
    return [*found, *_above(ceiling, lines)]


def _above(ceiling: Money | None, lines: list[Done]) -> list[Exceeded]:
    sums = {money.currency: money for money in totals(line.money for line in lines)}
    total = sums.get(ceiling.currency) if ceiling else None
    return [Exceeded(None, total, ceiling)] if ceiling and total and total.amount > ceiling.amount else []

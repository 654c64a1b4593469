"""A row of a manufacturer's file of open lines: what it asks of its line, and whether that stands already."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

from apps.core.money import Money

from ..models import ConsignmentLine, OrderLine


@dataclass(frozen=True)
class Answer:
    """What a row says of one line; ``number`` is its line in the file."""

    number: int
    order: str
    line: int
    version: int
    promised_on: date | None
    ready: int | None
    reason: str
    price: Decimal | None
    currency: str
    price_reason: str
    note: str
    sent: int | None
    consignment: str
    carrier: str

    @property
    def why(self) -> tuple[str, str, str]:
        """What is said once for all lines of a step."""
        return self.reason, self.price_reason, self.note

    @property
    def way(self) -> tuple[str, str]:
        """Under which number, and with whom, it leaves; empty where it does not."""
        return self.consignment, self.carrier

    @property
    def leaves(self) -> bool:
        return any(self.way)

    @property
    def money(self) -> Money | None:
        return None if self.price is None else Money(self.price, self.currency)

    def stands(self, line: OrderLine) -> bool:
        """Whether everything that the row asks was done before: a file sent twice acts once.

        What leaves under the number of an earlier consignment is new as long as the order is as the list says.
        """
        if self.leaves:
            return self.version != line.order.version and self._left(line)
        return self.promised_on is None or self._promised(line)

    def promises(self, line: OrderLine) -> bool:
        """Whether the row says another day, another number ready, or another price than the line has."""
        return self.promised_on is not None and not self._promised(line)

    def _promised(self, line: OrderLine) -> bool:
        promises, prices = list(line.promises.all()), list(line.prices.all())
        ready = self.ready is None or (bool(promises) and promises[-1].ready == self.ready)
        price = self.money is None or (bool(prices) and prices[-1].money == self.money)
        return line.promised_on == self.promised_on and ready and price

    def _left(self, line: OrderLine) -> bool:
        """Whether so many of the line were in a consignment of that number and carrier."""
        rows = ConsignmentLine.objects.filter(
            consignment__order_id=line.order_id, consignment__number=self.consignment,
            consignment__carrier=self.carrier, line__part_id=line.part_id,
        )  # fmt: skip
        if self.sent is not None:
            rows = rows.filter(quantity=self.sent)
        return rows.exists()


def answers(outcome: str) -> Iterator[Answer]:
    """The rows of an outcome, in the order of the file."""
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT s.line, s."order", s.line_id, s.version, s.promised_on, s.ready, s.reason, s.price, s.currency, '
            "s.price_reason, s.note, s.sent, s.consignment, s.carrier FROM import_stage s WHERE outcome = %s "
            "ORDER BY s.line",
            [outcome],
        )
        yield from (Answer(*row) for row in cursor.fetchall())

"""Prices of ordered lines: the catalogue's at the moment of the order, and the manufacturer's word."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.casework.actors import record_of
from apps.core.errors import Refused
from apps.core.money import Money
from apps.core.today import today_in

from ..amounts import checked_amount
from ..models import LinePrice, OrderLine
from ..selectors.order_prices import expected_prices
from .order_work import Work

_B = LinePrice.Basis


def expect(work: Work, lines: list[OrderLine]) -> None:
    """Write what the catalogue says for the dealer's market on the day of the order; nothing where it is silent."""
    head = work.order
    day = today_in(str(head.country), head.submitted_at or work.at)
    found = expected_prices((line.part_id for line in lines), market=str(head.country), on=day)
    LinePrice.objects.bulk_create(
        _row(work, line, found[line.part_id], _B.EXPECTED) for line in lines if line.part_id in found
    )


def confirm(work: Work, line: OrderLine, price: Money | None, reason: str) -> bool:
    """Write the price that the manufacturer confirms, without one the expected; whether it is another than before.

    The same again is no new row. Raises Refused (fields ``price_<line>``, ``price_reason``) for an amount that cannot
    be paid, and for another price than the catalogue's without a reason.
    """
    rows = [row for row in line.prices.all() if row.part_id == line.part_id]
    expected = next((row.money for row in rows if row.basis == _B.EXPECTED), None)
    before = rows[-1].money if rows else None
    confirmed = any(row.basis == _B.CONFIRMED for row in rows)
    new = _checked(price, line) if price else before
    if new is None or (confirmed and new == before):
        return False
    differs = expected is not None and new != expected
    if differs:
        _check_reason(reason, work.act.note, line, new)
    row = _row(work, line, new, _B.CONFIRMED, reason if differs else "", work.act.note if differs else "")
    row.save(force_insert=True)
    return before is not None and new != before


def _row(work: Work, line: OrderLine, price: Money, basis: str, reason: str = "", note: str = "") -> LinePrice:
    return LinePrice(
        line=line, part_id=line.part_id, basis=basis, amount=price.amount, currency=price.currency, reason=reason,
        note=note[:300], said_at=work.at, actor=record_of(work.act.by), **line.sides(),
    )  # fmt: skip


def _checked(price: Money, line: OrderLine) -> Money:
    return Money(
        *checked_amount(price.amount, price.currency, field=f"price_{line.pk}", currency_field=f"currency_{line.pk}")
    )


def _check_reason(reason: str, note: str, line: OrderLine, price: Money) -> None:
    if reason not in LinePrice.Reason.values:
        raise Refused(
            _("%(price)s is not the catalogue's price of part %(part)s. Choose the reason: the dealer reads it.")
            % {"price": f"{price.currency} {price.amount:f}", "part": line.part.number},
            field="price_reason",
            code="other_price",
        )
    if reason == LinePrice.Reason.OTHER and not note:
        raise Refused(_("Write the reason in a few words."), field="note")

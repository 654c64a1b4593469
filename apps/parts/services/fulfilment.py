"""From promise to shelf: the manufacturer confirms and dispatches lines, the dealer receives them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.casework.actors import record_of
from apps.casework.moments import Told
from apps.core.errors import Refused
from apps.duties import names
from apps.duties.models import Clock
from apps.duties.services import stop_clocks
from apps.organizations.scope import Actor
from apps.organizations.selectors import today_at

from ..models import OrderLine, PartsOrder, Promise
from ..quantities import checked_quantity
from . import line_duties, order_work
from .order_work import Work
from .stock import receive_stock

#: A promise further ahead is a slip in the year.
FURTHEST_PROMISE = timedelta(days=730)


def confirm_lines(
    *,
    order: PartsOrder,
    promised: Mapping[int, date],
    by: Actor,
    at: datetime,
    version: int | None = None,
    key: str = "",
) -> PartsOrder:
    """Promise lines (line id → day of dispatch): stops their clocks of confirmation.

    A confirmed line may be promised anew; measures keep comparing with the first promise. Raises Refused for a
    day that is past where the manufacturer is, or more than two years ahead.
    """

    def effect(work: Work) -> None:
        today = today_at(work.order.manufacturer_id, work.at)
        for line in work.pick(promised):
            _check_promise(promised[line.pk], today, line)
            work.move(line)
            _write_promise(work, line, promised[line.pk])
            line.promised_on = promised[line.pk]
            line.first_promised_on = line.first_promised_on or line.promised_on
            line.confirmed_at = line.confirmed_at or work.at
            work.keep(line)
            stop_clocks(Clock.Subject.ORDER_LINE, line.pk, names.PARTS_CONFIRMATION, at=work.at)
            work.tell("line_confirmed", line, promised_on=line.promised_on.isoformat())
        work.act.fact["count"] = len(promised)

    values = {"promised": {str(pk): day.isoformat() for pk, day in promised.items()}}
    return order_work.take(order, "confirm", by=by, at=at, version=version, key=key, effect=effect, values=values)


def _write_promise(work: Work, line: OrderLine, day: date) -> None:
    """Keep a promise that says something new; the first and every move of it stay on record."""
    if day != line.promised_on:
        moved_days = (day - line.promised_on).days if line.promised_on else 0
        Promise.objects.create(
            line=line, promised_on=day, promised_at=work.at, moved_days=moved_days, actor=record_of(work.act.by),
            **line.sides(),
        )  # fmt: skip


def dispatch_lines(
    *,
    order: PartsOrder,
    line_ids: Iterable[int],
    tracking: str,
    by: Actor,
    at: datetime,
    quantities: Mapping[int, int] | None = None,
    version: int | None = None,
    key: str = "",
) -> PartsOrder:
    """Send lines off: stops their clocks of confirmation, and of supply where a consignment number is given.

    ``quantities`` (line id → how many) may say fewer than ordered: those become a line of their own, the rest
    stays open as backorder with its clocks running.
    """
    chosen = list(line_ids)

    def effect(work: Work) -> None:
        today = today_at(work.order.manufacturer_id, work.at)
        for line in work.pick(chosen):
            _send(work, line, quantities, tracking, today)
        work.act.fact["tracking"] = tracking[:60]

    values = {**moved(chosen, quantities), "tracking": tracking[:60]}
    return order_work.take(order, "dispatch", by=by, at=at, version=version, key=key, effect=effect, values=values)


def _send(work: Work, line: OrderLine, quantities: Mapping[int, int] | None, tracking: str, today: date) -> None:
    quantity = quantity_of(line, quantities)
    whole = quantity == line.quantity
    sent = line if whole else work.split(line, quantity)
    if not whole:
        work.keep(line)
    work.move(sent)
    sent.confirmed_at = sent.confirmed_at or work.at
    sent.promised_on = sent.promised_on or today
    if whole:
        sent.first_promised_on = sent.first_promised_on or today
        stop_clocks(Clock.Subject.ORDER_LINE, line.pk, names.PARTS_CONFIRMATION, at=work.at)
    sent.dispatched_at, sent.dispatched_on, sent.tracking = work.at, today, tracking.strip()[:60]
    work.keep(sent)
    line_duties.follow(work, sent)
    work.tell("line_dispatched", sent, quantity=quantity, tracking=sent.tracking)


def receive_lines(
    *,
    order: PartsOrder,
    line_ids: Iterable[int],
    by: Actor,
    at: datetime,
    quantities: Mapping[int, int] | None = None,
    version: int | None = None,
    key: str = "",
    told: Told | None = None,
) -> PartsOrder:
    """Put lines that came on the dealer's shelf: ends the manufacturer's duties and the dealer's to book them in.

    Fewer than were sent (``quantities``) become a line of their own; the rest stays on its way.
    """
    chosen = list(line_ids)

    def effect(work: Work) -> None:
        for line in work.pick(chosen):
            _shelve(work, line, quantity_of(line, quantities))

    values = moved(chosen, quantities)
    return order_work.take(
        order, "receive", by=by, at=at, version=version, key=key, effect=effect, values=values, told=told
    )


def _shelve(work: Work, line: OrderLine, quantity: int) -> None:
    order_work.refuse_before_dispatch(work, line)
    arrived = line
    if quantity < line.quantity:
        arrived = work.split(line, quantity)
        work.keep(line)
    work.move(arrived)
    arrived.received_at = work.at
    work.keep(arrived)
    line_duties.follow(work, arrived)
    if arrived is line:
        line_duties.end_booking(work, line)
    receive_stock(
        dealer_id=work.order.dealer_id or 0,
        part=arrived.part,
        quantity=quantity,
        reference=work.order.number,
        # A line that was reported and sent again arrives again.
        key=f"line:{arrived.pk}:{work.order.version}",
        by=work.act.by,
        at=work.at,
    )
    work.tell("line_received", arrived, quantity=quantity)


def moved(lines: Iterable[int], quantities: Mapping[int, int] | None) -> dict[str, Any]:
    """What the event keeps of lines that move on: how many of each, empty for all."""
    return {"lines": {str(pk): (quantities or {}).get(pk) for pk in lines}}


def quantity_of(line: OrderLine, quantities: Mapping[int, int] | None) -> int:
    """How many of the line move on: all, unless fewer are named."""
    if quantities is None or line.pk not in quantities:
        return line.quantity
    return checked_quantity(quantities[line.pk], line.part.number, most=line.quantity, field=f"quantity_{line.pk}")


def _check_promise(day: date, today: date, line: OrderLine) -> None:
    if day < today:
        raise Refused(
            _("%(day)s is past for part %(part)s. Promise %(today)s or a later day.")
            % {"day": day.isoformat(), "part": line.part.number, "today": today.isoformat()},
            field=f"promised_{line.pk}",
            code="past",
        )
    if day > today + FURTHEST_PROMISE:
        raise Refused(
            _("%(day)s is more than two years ahead for part %(part)s. Check the year, or cancel the line.")
            % {"day": day.isoformat(), "part": line.part.number},
            field=f"promised_{line.pk}",
            code="too_far",
        )

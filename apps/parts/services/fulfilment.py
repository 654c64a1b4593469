"""From promise to shelf: the manufacturer confirms and dispatches lines, the dealer receives them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.core.errors import Refused
from apps.duties import names
from apps.duties.models import Clock
from apps.duties.selectors import calendar_of
from apps.duties.services import stop_clocks
from apps.organizations.door import door
from apps.organizations.models import Organization
from apps.organizations.scope import Actor

from ..machine import Verb, step
from ..models import OrderLine, PartsOrder
from ..quantities import checked_quantity
from .order_work import begin
from .stock import receive_stock

#: A promise further ahead is a slip in the year.
FURTHEST_PROMISE = timedelta(days=730)


@transaction.atomic
@door("parts.order")
def confirm_lines(
    *, order: PartsOrder, promised: Mapping[int, date], by: Actor, at: datetime, version: int | None = None
) -> PartsOrder:
    """Promise lines (line id → day of dispatch): stops their clocks of confirmation.

    A confirmed line may be promised anew; measures keep comparing with the first promise. Raises Refused for a
    day that is past where the manufacturer is, or more than two years ahead.
    """
    work = begin(order, version=version, by=by, at=at)
    today = _today(work.order, work.at)
    for line in work.pick(promised):
        _check_promise(promised[line.pk], today, line)
        line.status = step(line, Verb.CONFIRM, by.side)
        line.promised_on = promised[line.pk]
        line.first_promised_on = line.first_promised_on or line.promised_on
        line.confirmed_at = line.confirmed_at or work.at
        work.keep(line)
        stop_clocks(Clock.Subject.ORDER_LINE, line.pk, names.PARTS_CONFIRMATION, at=work.at)
        work.tell("order.line_confirmed", line, promised_on=line.promised_on.isoformat())
    work.tell("order.confirmed", count=len(promised))
    return work.finish()


@transaction.atomic
@door("parts.order")
def dispatch_lines(
    *,
    order: PartsOrder,
    line_ids: Iterable[int],
    tracking: str,
    by: Actor,
    at: datetime,
    quantities: Mapping[int, int] | None = None,
    version: int | None = None,
) -> PartsOrder:
    """Send lines off: stops their clocks of supply (and of confirmation, which sending answers too).

    ``quantities`` (line id → how many) may say fewer than ordered: those become a line of their own, the rest
    stays open as backorder with its clocks running.
    """
    work = begin(order, version=version, by=by, at=at)
    today = _today(work.order, work.at)
    for line in work.pick(line_ids):
        target = step(line, Verb.DISPATCH, by.side)
        quantity = _quantity_of(line, quantities)
        whole = quantity == line.quantity
        sent = line if whole else work.split(line, quantity)
        if not whole:
            work.keep(line)
        sent.status = target
        sent.confirmed_at = sent.confirmed_at or work.at
        sent.promised_on = sent.promised_on or today
        if whole:
            sent.first_promised_on = sent.first_promised_on or today
            stop_clocks(Clock.Subject.ORDER_LINE, line.pk, names.PARTS_CONFIRMATION, names.PARTS_SUPPLY, at=work.at)
        sent.dispatched_at, sent.dispatched_on, sent.tracking = work.at, today, tracking[:60]
        work.keep(sent)
        work.tell("order.line_dispatched", sent, quantity=quantity, tracking=sent.tracking)
    work.tell("order.dispatched", tracking=tracking[:60])
    return work.finish()


@transaction.atomic
@door("parts.order")
def receive_lines(
    *,
    order: PartsOrder,
    line_ids: Iterable[int],
    by: Actor,
    at: datetime,
    quantities: Mapping[int, int] | None = None,
    version: int | None = None,
) -> PartsOrder:
    """Put dispatched lines on the dealer's shelf.

    Fewer than were sent (``quantities``) become a line of their own; the rest stays on its way.
    """
    work = begin(order, version=version, by=by, at=at)
    for line in work.pick(line_ids):
        target = step(line, Verb.RECEIVE, by.side)
        quantity = _quantity_of(line, quantities)
        arrived = line
        if quantity < line.quantity:
            arrived = work.split(line, quantity)
            work.keep(line)
        arrived.status = target
        arrived.received_at = work.at
        work.keep(arrived)
        receive_stock(
            dealer_id=work.order.dealer_id or 0,
            part=arrived.part,
            quantity=quantity,
            reference=work.order.number,
            key=f"line:{arrived.pk}",
            by=by,
            at=work.at,
        )
        work.tell("order.line_received", arrived, quantity=quantity)
    work.tell("order.received")
    return work.finish()


def _quantity_of(line: OrderLine, quantities: Mapping[int, int] | None) -> int:
    """How many of the line move on: all, unless fewer are named."""
    if quantities is None or line.pk not in quantities:
        return line.quantity
    return checked_quantity(quantities[line.pk], line.part.number, most=line.quantity, field=f"quantity_{line.pk}")


def _today(order: PartsOrder, at: datetime) -> date:
    """The calendar day of ``at`` where the manufacturer is."""
    country = Organization.objects.values_list("country", flat=True).get(pk=order.manufacturer_id or 0)
    return at.astimezone(ZoneInfo(calendar_of(str(country)).zone)).date()


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

"""From dispatch to shelf: the manufacturer sends lines off, the dealer receives them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
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

from ..models import MOST_IN_A_LINE, Bin, Consignment, ConsignmentLine, OrderLine, PartsOrder
from ..paper_files import NewPaper
from ..quantities import checked_quantity
from . import cores, line_duties, order_work, papers
from .order_work import Work
from .stock import receive_stock


def dispatch_lines(
    *,
    order: PartsOrder,
    line_ids: Iterable[int],
    tracking: str,
    by: Actor,
    at: datetime,
    carrier: str = "",
    customs_number: str = "",
    files: Sequence[NewPaper] = (),
    quantities: Mapping[int, int] | None = None,
    version: int | None = None,
    key: str = "",
) -> PartsOrder:
    """Send lines off: stops their clocks of confirmation, and of supply where a consignment number is given.

    ``quantities`` (line id → how many) may say fewer than ordered: those become a line of their own, the rest
    stays open as backorder with its clocks running. What leaves together is kept as one consignment, with its papers
    (``files``).
    """
    chosen = list(line_ids)
    # Who carries the parts can be asked, too.
    number = tracking.strip() or carrier.strip()

    def effect(work: Work) -> None:
        today = today_at(work.order.manufacturer_id, work.at)
        sent = [_send(work, line, quantities, number, today) for line in work.pick(chosen)]
        consignment = _keep_together(work, sent, carrier.strip(), tracking.strip(), customs_number.strip())
        papers.keep_beside(work, files, consignment)
        work.act.fact["tracking"] = number[:60]

    values = {**moved(chosen, quantities), "tracking": tracking[:60]}
    values |= {name: text for name, text in (("carrier", carrier), ("customs_number", customs_number)) if text}
    values |= papers.told(files)
    return order_work.take(order, "dispatch", by=by, at=at, version=version, key=key, effect=effect, values=values)


def _send(work: Work, line: OrderLine, quantities: Mapping[int, int] | None, tracking: str, today: date) -> OrderLine:
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
    return sent


def _keep_together(work: Work, sent: list[OrderLine], carrier: str, number: str, customs_number: str) -> Consignment:
    """Write the consignment with what is in it."""
    sides = work.order.sides()
    consignment = Consignment.objects.create(
        order=work.order, carrier=carrier[:80], number=number[:60], customs_number=customs_number[:60],
        sent_at=work.at, actor=record_of(work.act.by), **sides,
    )  # fmt: skip
    ConsignmentLine.objects.bulk_create(
        ConsignmentLine(consignment=consignment, line=line, quantity=line.quantity, **sides) for line in sent
    )
    return consignment


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
    bin: Bin | None = None,
) -> PartsOrder:
    """Put lines that came on the dealer's shelf: ends the manufacturer's duties and the dealer's to book them in.

    Fewer than were sent (``quantities``) become a line of their own; the rest stays on its way. Without a ``bin``, they
    lie in the main one of where the requests that they were ordered for are repaired.
    """
    chosen = list(line_ids)

    def effect(work: Work) -> None:
        for line in work.pick(chosen):
            _refuse_over(line, (quantities or {}).get(line.pk))
            _shelve(work, line, quantity_of(line, quantities), bin)

    values = moved(chosen, quantities)
    return order_work.take(
        order, "receive", by=by, at=at, version=version, key=key, effect=effect, values=values, told=told
    )


def _shelve(work: Work, line: OrderLine, quantity: int, bin: Bin | None) -> None:
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
        order=work.order,
        bin=bin,
        by=work.act.by,
        at=work.at,
    )
    cores.owe(work, arrived, quantity)
    work.tell("line_received", arrived, quantity=quantity)


def _refuse_over(line: OrderLine, counted: Any) -> None:
    """Say what becomes of pieces that nobody sent: they are no receipt."""
    if isinstance(counted, int) and line.quantity < counted <= MOST_IN_A_LINE:
        raise Refused(
            _(
                "%(sent)s of part %(part)s were sent. Put %(sent)s into stock, and report the other %(more)s as more "
                "than was sent."
            )
            % {"sent": line.quantity, "part": line.part.number, "more": counted - line.quantity},
            field=f"quantity_{line.pk}",
            code="more_than_sent",
        )


def moved(lines: Iterable[int], quantities: Mapping[int, int] | None) -> dict[str, Any]:
    """What the event keeps of lines that move on: how many of each, empty for all."""
    return {"lines": {str(pk): (quantities or {}).get(pk) for pk in lines}}


def quantity_of(line: OrderLine, quantities: Mapping[int, int] | None) -> int:
    """How many of the line move on: all, unless fewer are named."""
    if quantities is None or line.pk not in quantities:
        return line.quantity
    return checked_quantity(quantities[line.pk], line.part.number, most=line.quantity, field=f"quantity_{line.pk}")

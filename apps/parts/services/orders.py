"""The dealer's verbs on orders: make, change, submit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.casework import engine, keys
from apps.casework.books import recorded_at
from apps.core.errors import Refused
from apps.core.ids import new_number
from apps.core.today import today_in
from apps.duties import names
from apps.organizations.door import door
from apps.organizations.scope import Actor
from apps.organizations.selectors import is_appointed

from ..models import LONGEST_REFERENCE, MOST_IN_A_LINE, OrderLine, Part, PartsOrder
from ..quantities import checked_quantity
from . import line_prices, order_catalogue, order_work
from .order_work import Work
from .reserving import Need, keep_order

#: Each line starts two clocks; a longer list is sent as several orders.
MOST_LINES = 100
Wanted = Sequence[tuple[int, int]]


@transaction.atomic
@door("parts.order")
def create_order(
    *,
    by: Actor,
    dealer_id: int,
    manufacturer_id: int,
    country: str,
    lines: Wanted,
    request_key: str,
    at: datetime,
    priority: str = PartsOrder.Priority.DAILY,
    claim_number: str = "",
    in_warranty: bool = False,
    powertrain: str = "",
    note: str = "",
    reference: str = "",
) -> PartsOrder:
    """Make a draft of (part id, quantity) lines; the same part named twice becomes one line.

    The same ``request_key`` again returns the order made the first time; with another content it is a Conflict
    (``key_reused``). ``reference`` is the dealer's own number, for one order a manufacturer: where another order has
    it, Refused (``reference_taken``) tells which. Raises Refused when the manufacturer has not appointed the dealer for
    the country, for parts that it does not sell, and for impossible quantities;
    PermissionDenied for another dealer.
    """
    if by.organization_id not in {None, dealer_id}:
        raise PermissionDenied
    sent_before = PartsOrder.objects.filter(dealer_id=dealer_id, request_key=request_key)
    asked = {"maker": manufacturer_id, "country": country, "priority": priority, "note": note, "claim": claim_number}
    asked |= {"reference": reference} if reference else {}
    content = {**asked, "lines": sorted(lines, key=repr)}
    keys.same_content(request_key, by=by, kind="new order", content=content, at=at)
    earlier = sent_before.first()
    if earlier is not None:
        return earlier
    _refuse_taken(dealer_id, manufacturer_id, reference)
    _check_appointed(dealer_id, manufacturer_id, country, at)
    wanted = _checked_lines(lines, manufacturer_id)
    order = PartsOrder(
        number=new_number("PO"),
        dealer_id=dealer_id,
        manufacturer_id=manufacturer_id,
        country=country,
        priority=_checked_priority(priority),
        claim_number=claim_number,
        in_warranty=in_warranty,
        powertrain=powertrain,
        note=note[:500],
        reference=reference[:LONGEST_REFERENCE],
        contact_name=by.name[:150],
        request_key=request_key,
        created_at=at,
        updated_at=at,
    )
    try:
        with transaction.atomic():
            recorded_at(manufacturer_id, at, "order")
            order.save(force_insert=True)
    except IntegrityError:
        # Sent twice at the same moment: the other one is committed by now.
        twin = sent_before.first()
        if twin is None:
            raise
        return twin
    _write_lines(order, wanted)
    engine.record(order, "create", by=by, at=at, note=order.note)
    return order


def _refuse_taken(dealer_id: int, manufacturer_id: int, reference: str) -> None:
    if not reference:
        return
    known = PartsOrder.objects.filter(dealer_id=dealer_id, manufacturer_id=manufacturer_id, reference=reference).first()
    if known is not None:
        raise Refused(
            _("Reference %(reference)s was already an order: number %(number)s. Nothing was ordered again.")
            % {"reference": reference, "number": known.number},
            field="reference",
            code="reference_taken",
        )


def change_draft(
    *,
    order: PartsOrder,
    lines: Wanted,
    priority: str,
    note: str,
    by: Actor,
    at: datetime,
    version: int | None = None,
    key: str = "",
) -> PartsOrder:
    """Put other lines, class and note into a draft. Raises TransitionNotAllowed when it has been submitted."""

    def effect(work: Work) -> None:
        wanted = _checked_lines(lines, work.order.manufacturer_id or 0)
        work.order.lines.all().delete()
        work.order.priority = _checked_priority(priority)
        work.order.note = note[:500]
        _write_lines(work.order, wanted)

    values = {"lines": [list(line) for line in lines], "priority": priority}
    return order_work.take(
        order, "change", by=by, at=at, note=note, version=version, key=key, effect=effect, values=values
    )


def submit_order(
    *,
    order: PartsOrder,
    by: Actor,
    at: datetime,
    superseded: str = "",
    version: int | None = None,
    key: str = "",
    need: Need | None = None,
) -> PartsOrder:
    """Send a draft to its manufacturer: the clocks of confirmation, dispatch and arrival start on each line.

    ``superseded`` (order_catalogue.Superseded): what is wanted of parts that others replaced. What is ordered for a
    request is kept for it; ``need`` says more of that than the order does. Raises Refused for a draft whose parts or
    appointment have gone since, for replaced parts as long as nothing is said of them, and for quantities that are
    not sold; TransitionNotAllowed when it is no draft.
    """

    def effect(work: Work) -> None:
        head = work.order
        _check_appointed(head.dealer_id or 0, head.manufacturer_id or 0, str(head.country), work.at)
        order_catalogue.judge(work, superseded)
        for line in work.pick(work.lines):
            work.move(line)
            if not line.part.active:
                raise _cannot_be_ordered(line.part.number)
            work.keep(line)
            order_work.start_clocks(head, line, *_duties_of(head), at=work.at)
        head.submitted_at = work.at
        line_prices.expect(work, list(work.lines.values()))
        if head.claim_number:
            off_road = head.priority == PartsOrder.Priority.VEHICLE_OFF_ROAD
            keep_order(order=head, need=need or Need(head.claim_number, off_road=off_road), by=by, at=work.at)

    said = {"superseded": superseded} if superseded else {}
    return order_work.take(order, "submit", by=by, at=at, version=version, key=key, effect=effect, values=said)


def _duties_of(order: PartsOrder) -> tuple[str, ...]:
    """What the manufacturer owes on each line; a car that stands still has a duty of its own, which is due first."""
    owed = (names.PARTS_CONFIRMATION, names.PARTS_SUPPLY, names.PARTS_ARRIVAL)
    still = order.priority == PartsOrder.Priority.VEHICLE_OFF_ROAD
    return (*owed, names.PARTS_OFF_ROAD) if still else owed


def _write_lines(order: PartsOrder, wanted: dict[int, int]) -> list[OrderLine]:
    return OrderLine.objects.bulk_create(
        OrderLine(order=order, part_id=part_id, quantity=quantity, **order.sides())
        for part_id, quantity in wanted.items()
    )


def _checked_lines(lines: Wanted, manufacturer_id: int) -> dict[int, int]:
    """Quantities by part id, each part once; Refused names the part at fault."""
    ids = {part_id for part_id, _quantity in lines}
    parts = {part.pk: part for part in Part.objects.filter(pk__in=ids, manufacturer_id=manufacturer_id)}
    wanted: dict[int, int] = {}
    for part_id, quantity in lines:
        part = parts.get(part_id)
        if part is None:
            raise Refused(
                _("Part %(part)s is not in this manufacturer's catalogue. Choose a part of the catalogue.")
                % {"part": part_id},
                field="lines",
            )
        if not part.active:
            raise _cannot_be_ordered(part.number)
        wanted[part_id] = wanted.get(part_id, 0) + checked_quantity(quantity, part.number, field="lines")
    for part_id, total in wanted.items():
        checked_quantity(total, parts[part_id].number, most=MOST_IN_A_LINE, field="lines")
    if not wanted:
        raise Refused(_("The order is empty. Name at least one part and how many of it."), field="lines")
    if len(wanted) > MOST_LINES:
        raise Refused(
            _("%(lines)s lines are too many for one order. Send %(most)s at most, and the rest as another order.")
            % {"lines": len(wanted), "most": MOST_LINES},
            field="lines",
        )
    return wanted


def _cannot_be_ordered(number: str) -> Refused:
    return Refused(
        _("Part %(part)s cannot be ordered any more. Take it off the order, or ask the manufacturer what replaces it.")
        % {"part": number},
        field="lines",
    )


def _checked_priority(priority: str) -> str:
    if priority not in PartsOrder.Priority.values:
        raise Refused(
            _("%(value)s is no order class. Choose one of: %(choices)s.")
            % {"value": str(priority)[:20], "choices": ", ".join(PartsOrder.Priority.values)},
            field="priority",
        )
    return priority


def _check_appointed(dealer_id: int, manufacturer_id: int, country: str, at: datetime) -> None:
    today = today_in(country, at)
    if not is_appointed(manufacturer_id=manufacturer_id, dealer_id=dealer_id, country=country, on=today):
        raise Refused(
            _("This manufacturer has not appointed your firm for %(country)s. Order from one that has, or ask it to.")
            % {"country": country},
            field="manufacturer",
            code="not_appointed",
        )

"""Between dispatch and receipt: the number by which a consignment can be followed, and the proof that it came.

What nobody speaks of ends too: after a time that a rule of the destination says it counts as delivered.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time

from django.utils.translation import gettext_lazy as _

from apps.casework.moments import Told
from apps.core.errors import Refused
from apps.core.today import today_in
from apps.duties import names
from apps.duties.selectors import rule_in_force
from apps.duties.services import allowed_until
from apps.organizations.scope import SYSTEM_ACTOR, Actor

from ..models import OrderLine, PartsOrder
from ..steps import DISPATCHED, lines_for
from . import line_duties, order_work
from .order_work import Work


def track_lines(
    *,
    order: PartsOrder,
    tracking: str,
    by: Actor,
    at: datetime,
    line_ids: Iterable[int] | None = None,
    version: int | None = None,
    key: str = "",
) -> PartsOrder:
    """Give lines on their way a consignment number, or the right one; without ``line_ids``, all that have none.

    Ends the duty of dispatch where the number was all that was missing. Raises Refused (field ``tracking``) for none.
    """
    number = tracking.strip()[:60]
    chosen = None if line_ids is None else list(line_ids)

    def effect(work: Work) -> None:
        if not number:
            raise Refused(_("Write the number, or who carries the parts."), field="tracking")
        without = [line.pk for line in lines_for(work.order, "track", by) if not line.tracking]
        for line in work.pick(without if chosen is None else chosen):
            work.move(line)
            line.tracking = number
            work.keep(line)
            line_duties.follow(work, line)
        work.act.fact["tracking"] = number

    values = {"lines": chosen, "tracking": number}
    return order_work.take(order, "track", by=by, at=at, version=version, key=key, effect=effect, values=values)


def prove_lines(
    *,
    order: PartsOrder,
    note: str,
    by: Actor,
    at: datetime,
    line_ids: Iterable[int] | None = None,
    version: int | None = None,
    key: str = "",
    told: Told | None = None,
) -> PartsOrder:
    """Say what proves that lines were delivered; without ``line_ids``, all that are on their way.

    The next step is the dealer's: to book them in, or to report that they did not come, which lets the duties of the
    manufacturer go on as if nothing had been proved (problems.py).
    """
    chosen = None if line_ids is None else list(line_ids)

    def effect(work: Work) -> None:
        able = [line.pk for line in lines_for(work.order, "prove", by)]
        for line in work.pick(able if chosen is None else chosen):
            order_work.refuse_before_dispatch(work, line)
            work.move(line)
            line.delivered_at = work.at
            work.keep(line)
            line_duties.follow(work, line)
            line_duties.begin_booking(work, line)
            work.tell("line_delivered", line, quantity=line.quantity)

    values = {"lines": chosen}
    return order_work.take(
        order, "prove", by=by, at=at, note=note, version=version, key=key, effect=effect, values=values, told=told
    )


def presume_delivered(*, order: PartsOrder, by: Actor, at: datetime, key: str = "") -> PartsOrder:
    """Take lines as delivered of which nobody said anything for as long as the rule ``parts_silence`` allows.

    It counts from then on and not from the dispatch, so a manufacturer that sent nothing gains nothing. The dealer is
    told; its report sets everything back to the order, as after a proof. Raises Refused when no line is silent so long.
    """

    def effect(work: Work) -> None:
        silent = [line for line in work.lines.values() if line.status == DISPATCHED and _silent(line, work.at)]
        for line in work.pick(line.pk for line in silent):
            work.move(line)
            line.delivered_at = work.at
            work.keep(line)
            line_duties.follow(work, line)
            line_duties.begin_booking(work, line)
            work.tell("line_delivered", line, quantity=line.quantity)

    return order_work.take(order, "presume", by=by, at=at, key=key, effect=effect)


def end_silences(*, at: datetime) -> int:
    """Take as delivered what was sent and never spoken of; run in the system's scope. Returns how many orders."""
    sent = OrderLine.objects.filter(status=DISPATCHED, dispatched_at__lt=at).select_related("order").order_by("id")
    orders = {line.order_id: line.order for line in sent.iterator() if _silent(line, at)}
    for order in orders.values():
        presume_delivered(order=order, by=SYSTEM_ACTOR, at=at)
    return len(orders)


def _silent(line: OrderLine, at: datetime) -> bool:
    if line.dispatched_at is None:
        return False
    until = allowed_until(names.PARTS_SILENCE, country=str(line.country), at=max(line.dispatched_at, _since(line, at)))
    return until is not None and until < at


def _since(line: OrderLine, at: datetime) -> datetime:
    """From when on silence counts: what was sent before there was a rule is silent from its first day on."""
    country = str(line.country)
    rule = rule_in_force(names.PARTS_SILENCE, country=country, on=today_in(country, at))
    return datetime.combine(rule.effective_from, time(12), UTC) if rule else at

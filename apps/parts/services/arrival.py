"""Between dispatch and receipt: the number by which a consignment can be followed, and the proof that it came."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from apps.casework.moments import Told
from apps.core.errors import Refused
from apps.organizations.scope import Actor

from ..models import PartsOrder
from ..steps import lines_for
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

"""Lines of an order that are taken back before they are sent: by the dealer, or by the manufacturer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from apps.core.errors import Refused
from apps.duties.models import Party
from apps.organizations.scope import Actor, Side

from ..models import OrderLine, PartsOrder
from ..steps import lines_for
from . import line_duties, order_work
from .order_work import Work


def cancel_lines(
    *,
    order: PartsOrder,
    by: Actor,
    reason: str,
    at: datetime,
    line_ids: Iterable[int] | None = None,
    note: str = "",
    version: int | None = None,
    key: str = "",
) -> PartsOrder:
    """Take lines back before they are dispatched; without ``line_ids``, all that still can be.

    The dealer's word ends the duties as fallen away. The manufacturer's word is an answer, so the clock of
    confirmation is done; those of dispatch and arrival are given up, which is a miss when they would have been due.
    """
    whose = Party.MANUFACTURER if by.side is Side.MANUFACTURER else Party.DEALER
    chosen = None if line_ids is None else list(line_ids)

    def effect(work: Work) -> None:
        work.act.fact["reason"] = reason
        _check_reason(reason, note)
        able = [line.pk for line in lines_for(work.order, "cancel", by)]
        for line in work.pick(able if chosen is None else chosen):
            was_draft = line.status == OrderLine.Status.DRAFT
            work.move(line)
            line.cancelled_at = work.at
            line.cancelled_by = whose
            line.cancel_reason, line.cancel_note = reason, note[:200]
            work.keep(line)
            if not was_draft:
                line_duties.cancelled(work, line)
                work.tell("line_cancelled", line, by=line.cancelled_by, reason=reason)

    values = {"reason": reason, "lines": chosen}
    return order_work.take(
        order, "cancel", by=by, at=at, note=note, version=version, key=key, effect=effect, values=values
    )


def cancel_line(
    *, line: OrderLine, by: Actor, reason: str, at: datetime, note: str = "", version: int | None = None
) -> PartsOrder:
    """Cancel one line; see cancel_lines."""
    return cancel_lines(order=line.order, line_ids=[line.pk], by=by, reason=reason, note=note, at=at, version=version)


def _check_reason(reason: str, note: str) -> None:
    if reason not in OrderLine.Reason.values:
        raise Refused(_("Say why it is cancelled: choose a reason."), field="reason")
    if reason == OrderLine.Reason.OTHER and not note.strip():
        raise Refused(_("Write the reason in a few words."), field="note")

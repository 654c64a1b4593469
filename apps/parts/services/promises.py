"""The day by which a line will leave: first promised, and moved with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.casework.actors import record_of
from apps.core.errors import Refused
from apps.core.money import Money
from apps.duties import names
from apps.duties.models import Clock
from apps.duties.services import stop_clocks
from apps.organizations.scope import Actor
from apps.organizations.selectors import today_at

from ..models import OrderLine, PartsOrder, Promise
from . import line_prices, order_work
from .order_work import Work

#: A promise further ahead is a slip in the year.
FURTHEST_PROMISE = timedelta(days=730)


def confirm_lines(
    *,
    order: PartsOrder,
    promised: Mapping[int, date],
    by: Actor,
    at: datetime,
    ready: Mapping[int, int] | None = None,
    reason: str = "",
    prices: Mapping[int, Money] | None = None,
    price_reason: str = "",
    note: str = "",
    version: int | None = None,
    key: str = "",
) -> PartsOrder:
    """Promise lines (line id → day of dispatch): stops their clocks of confirmation.

    ``ready`` (line id → how many lie ready) says that the rest of a line is backordered until its day. A confirmed
    line may be promised anew, to a later day only with a ``reason`` (Promise.Reason, in words for ``other``); measures
    keep comparing with every promise. Raises Refused for a day that is past where the manufacturer is, or more than
    two years ahead, for more ready than ordered, and for a later day without a reason.

    ``prices`` (line id → of one piece; without one the catalogue's of the day of the order): another than the
    catalogue's asks for a ``price_reason`` (LinePrice.Reason), and the dealer is told.
    """

    def effect(work: Work) -> None:
        today = today_at(work.order.manufacturer_id, work.at)
        moved = [_promise(work, line, promised[line.pk], today, (ready or {}).get(line.pk), reason)
                 for line in work.pick(promised)]  # fmt: skip
        work.act.fact["count"] = len(promised)
        if any(moved):
            work.announce("moved", reason=reason)
        other = [line_prices.confirm(work, work.lines[pk], (prices or {}).get(pk), price_reason) for pk in promised]
        if any(other):
            work.announce("priced", reason=price_reason)
        # Told apart by them if it is sent twice; the timeline has more readers than prices have (LinePrice).
        work.act.values.pop("prices", None)

    values: dict[str, Any] = {"promised": {str(pk): day.isoformat() for pk, day in promised.items()}}
    if ready:
        values["ready"] = {str(pk): count for pk, count in ready.items()}
    if reason:
        values["reason"] = reason
    if prices:
        values["prices"] = {str(pk): f"{price.currency} {price.amount:f}" for pk, price in prices.items()}
    if price_reason:
        values["price_reason"] = price_reason
    return order_work.take(
        order, "confirm", by=by, at=at, note=note, version=version, key=key, effect=effect, values=values
    )


def _promise(work: Work, line: OrderLine, day: date, today: date, ready: int | None, reason: str) -> bool:
    """Promise one line; whether that moved an earlier promise to a later day."""
    _check_day(day, today, line)
    _check_ready(ready, line)
    moved_days = (day - line.promised_on).days if line.promised_on else 0
    slips = moved_days > 0
    if slips:
        _check_reason(reason, work.act.note, line, day)
    work.move(line)
    if day != line.promised_on or ready is not None:
        Promise.objects.create(
            line=line, promised_on=day, promised_at=work.at, moved_days=moved_days, ready=ready,
            reason=reason if slips else "", note=work.act.note[:300] if slips else "", actor=record_of(work.act.by),
            **line.sides(),
        )  # fmt: skip
    line.promised_on = day
    line.first_promised_on = line.first_promised_on or day
    line.confirmed_at = line.confirmed_at or work.at
    work.keep(line)
    stop_clocks(Clock.Subject.ORDER_LINE, line.pk, names.PARTS_CONFIRMATION, at=work.at)
    told = {"reason": reason} if slips else {}
    work.tell("line_confirmed", line, part=line.part.name, promised_on=day.isoformat(), moved_days=moved_days, **told)
    return slips


def _check_reason(reason: str, note: str, line: OrderLine, day: date) -> None:
    if reason not in Promise.Reason.values:
        raise Refused(
            _("%(day)s is later than promised for part %(part)s. Choose the reason: dealer and owner read it.")
            % {"day": day.isoformat(), "part": line.part.number},
            field="reason",
            code="later",
        )
    if reason == Promise.Reason.OTHER and not note:
        raise Refused(_("Write the reason in a few words."), field="note")


def _check_ready(ready: int | None, line: OrderLine) -> None:
    if ready is not None and not 0 <= ready <= line.quantity:
        raise Refused(
            _("%(value)s of part %(part)s cannot lie ready: %(most)s are open. Write 0 to %(most)s.")
            % {"value": ready, "part": line.part.number, "most": line.quantity},
            field=f"ready_{line.pk}",
            code="quantity",
        )


def _check_day(day: date, today: date, line: OrderLine) -> None:
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

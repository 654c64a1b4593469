"""What came otherwise than it was sent: the dealer reports it, the manufacturer may contest; the parts stay owed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from apps.core.errors import Refused
from apps.duties import names
from apps.duties.models import Clock, Party
from apps.duties.services import continue_clock
from apps.organizations.scope import Actor

from ..models import DeliveryProblem, OrderLine, PartsOrder
from ..steps import DELIVERED, OPEN, SUBMITTED, lines_for
from . import line_duties, order_work
from .fulfilment import moved, quantity_of
from .order_work import Work


def report_lines(
    *,
    order: PartsOrder,
    line_ids: Iterable[int],
    problem: str,
    note: str,
    by: Actor,
    at: datetime,
    quantities: Mapping[int, int] | None = None,
    version: int | None = None,
    key: str = "",
) -> PartsOrder:
    """Say of dispatched lines that they were lost, damaged or wrong; fewer (``quantities``) leave the rest on its way.

    The reported pieces are over. The line that was ordered is open again for as many: its duties go on as if nothing
    had been sent, since sending without arrival met nothing; a new day is to be promised. Raises Refused for a
    problem or a quantity that cannot be, Conflict for a line that is not on its way.
    """
    chosen = list(line_ids)

    def effect(work: Work) -> None:
        work.act.fact["problem"] = _checked_problem(problem)
        for line in work.pick(chosen):
            _report(work, line, quantity_of(line, quantities), problem)

    values = {**moved(chosen, quantities), "problem": problem}
    return order_work.take(
        order, "report", by=by, at=at, note=note, version=version, key=key, effect=effect, values=values
    )


def contest_lines(
    *,
    order: PartsOrder,
    note: str,
    by: Actor,
    at: datetime,
    line_ids: Iterable[int] | None = None,
    version: int | None = None,
    key: str = "",
) -> PartsOrder:
    """Set an objection beside reports, each once; without ``line_ids``, beside all that have none.

    It changes no duty: nobody ends what it owes by its own word.
    """
    chosen = None if line_ids is None else list(line_ids)

    def effect(work: Work) -> None:
        open_reports = [line.pk for line in lines_for(work.order, "contest", by)]
        for line in work.pick(open_reports if chosen is None else chosen):
            work.move(line)
            work.keep(line)
            line.problem.objection, line.problem.objected_at = work.act.note, work.at
            line.problem.save(update_fields=["objection", "objected_at"])
            work.tell("line_contested", line)

    values = {"lines": chosen}
    return order_work.take(
        order, "contest", by=by, at=at, note=note, version=version, key=key, effect=effect, values=values
    )


def _report(work: Work, line: OrderLine, quantity: int, problem: str) -> None:
    ordered = work.lines[line.split_from_id or line.pk]
    whole_piece = line is not ordered and quantity == line.quantity
    failed = line if whole_piece else work.split(line, quantity)
    work.move(failed)
    work.keep(failed)
    if failed is not line and line is not ordered:
        work.keep(line)
    line_duties.end_booking(work, line)
    DeliveryProblem.objects.create(line=failed, kind=problem, note=work.act.note, reported_at=work.at, **failed.sides())
    _owe_again(work, ordered, quantity)
    delivered = failed.delivered_at.isoformat() if failed.delivered_at else ""
    work.tell("line_reported", failed, quantity=quantity, problem=problem, delivered_at=delivered)


def _owe_again(work: Work, ordered: OrderLine, quantity: int) -> None:
    """Open the line that was ordered for ``quantity`` more; what it was until now becomes a piece of its own."""
    if ordered.status in OPEN:
        ordered.quantity += quantity
        work.keep(ordered)
        return
    if ordered.quantity:
        _set_apart(work, ordered)
    ordered.quantity = quantity
    _clear(ordered)
    work.keep(ordered)
    owed = Clock.objects.filter(subject_kind=Clock.Subject.ORDER_LINE, subject_id=ordered.pk)
    for clock in owed.filter(obligation_id__in=(names.PARTS_SUPPLY, names.PARTS_ARRIVAL)):
        continue_clock(clock, reason="not_arrived", party=Party.MANUFACTURER, at=work.at, ended=Clock.Ending.values)
    order_work.start_clocks(work.order, ordered, names.PARTS_CONFIRMATION, at=work.at)


def _set_apart(work: Work, ordered: OrderLine) -> None:
    """Let what stands on the ordered line be a piece; what was delivered is still to be booked in."""
    rest = work.split(ordered, ordered.quantity)
    work.keep(rest)
    if rest.status == DELIVERED:
        line_duties.begin_booking(work, rest)


def _clear(line: OrderLine) -> None:
    """As after it was submitted. For measures the first promise stays, and that the manufacturer gave a piece up."""
    line.status = SUBMITTED
    line.promised_on = line.confirmed_at = line.dispatched_at = line.dispatched_on = None
    line.delivered_at = line.received_at = line.cancelled_at = None
    line.tracking = line.cancel_reason = line.cancel_note = ""
    if line.cancelled_by != Party.MANUFACTURER:
        line.cancelled_by = ""


def _checked_problem(problem: str) -> str:
    if problem not in DeliveryProblem.Kind.values:
        raise Refused(
            _("%(value)s is no problem of a delivery. Choose one of: %(choices)s.")
            % {"value": str(problem)[:20], "choices": ", ".join(DeliveryProblem.Kind.values)},
            field="problem",
        )
    return problem

"""What came otherwise than it was sent: the dealer reports it, the manufacturer may contest; the parts stay owed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from apps.core.errors import Refused
from apps.duties import names
from apps.duties.models import Clock, Party
from apps.duties.services import continue_clock
from apps.organizations.scope import Actor

from ..models import DeliveryProblem, OrderLine, PartsOrder
from ..paper_files import NewPaper
from ..steps import OPEN, SUBMITTED, lines_for
from . import line_duties, order_work, papers
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
    claimed_from: str = "",
    files: Sequence[NewPaper] = (),
    version: int | None = None,
    key: str = "",
) -> PartsOrder:
    """Say of dispatched lines that they were lost, damaged, too few or wrong; fewer (``quantities``) leave the rest.

    The reported pieces are over. The line that was ordered is open again for as many: its duties go on as if nothing
    had been sent, since sending without arrival met nothing; a new day is to be promised. ``files``
    show it, and are kept with each of the lines. Raises Refused for a problem or a quantity that cannot be, Conflict
    for a line that is not on its way.
    """
    chosen = list(line_ids)

    def effect(work: Work) -> None:
        work.act.fact["problem"] = _checked_problem(problem)
        for line in work.pick(chosen):
            failed = _report(work, line, quantity_of(line, quantities), problem, claimed_from)
            papers.keep_beside(work, files, failed)

    values = {**moved(chosen, quantities), "problem": problem}
    if claimed_from:
        values["claimed_from"] = _checked_claim(claimed_from)
    values |= papers.told(files)
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


def _report(work: Work, line: OrderLine, quantity: int, problem: str, claimed_from: str) -> OrderLine:
    """Set pieces apart as failed, and owe them again; returns their line."""
    ordered = work.lines[line.split_from_id or line.pk]
    whole_piece = line is not ordered and quantity == line.quantity
    failed = line if whole_piece else work.split(line, quantity)
    work.move(failed)
    work.keep(failed)
    if failed is not line and line is not ordered:
        work.keep(line)
    if failed is line:
        line_duties.end_booking(work, line)
    DeliveryProblem.objects.create(
        line=failed, kind=problem, note=work.act.note, claimed_from=claimed_from, reported_at=work.at, **failed.sides()
    )
    _owe_again(work, ordered, quantity, itself=line is ordered)
    delivered = failed.delivered_at.isoformat() if failed.delivered_at else ""
    work.tell("line_reported", failed, quantity=quantity, problem=problem, delivered_at=delivered)
    return failed


def _owe_again(work: Work, ordered: OrderLine, quantity: int, *, itself: bool) -> None:
    """Open the line that was ordered for ``quantity`` more; what it was until now becomes a piece of its own.

    ``itself``: the pieces were reported of that very line, not of a part of it.
    """
    if ordered.status in OPEN:
        ordered.quantity += quantity
        work.keep(ordered)
        return
    rest = _set_apart(work, ordered) if ordered.quantity else None
    line_duties.go_on_booking(work, ordered, rest, answered=itself)
    ordered.quantity = quantity
    _clear(ordered)
    work.keep(ordered)
    owed = Clock.objects.filter(subject_kind=Clock.Subject.ORDER_LINE, subject_id=ordered.pk)
    for clock in owed.filter(obligation_id__in=(*line_duties.DISPATCH, names.PARTS_ARRIVAL)):
        continue_clock(clock, reason="not_arrived", party=Party.MANUFACTURER, at=work.at, ended=Clock.Ending.values)
    order_work.start_clocks(work.order, ordered, names.PARTS_CONFIRMATION, at=work.at)


def _set_apart(work: Work, ordered: OrderLine) -> OrderLine:
    """Let what stands on the ordered line be a piece."""
    rest = work.split(ordered, ordered.quantity)
    work.keep(rest)
    return rest


def _clear(line: OrderLine) -> None:
    """As after it was submitted. For measures the first promise stays, and that the manufacturer gave a piece up."""
    line.status = SUBMITTED
    line.promised_on = line.confirmed_at = line.dispatched_at = line.dispatched_on = None
    line.delivered_at = line.received_at = line.cancelled_at = None
    line.tracking = line.cancel_reason = line.cancel_note = ""
    if line.cancelled_by != Party.MANUFACTURER:
        line.cancelled_by = ""


def _checked_claim(claimed_from: str) -> str:
    if claimed_from not in DeliveryProblem.Claimed.values:
        raise Refused(
            _("%(value)s is nobody to claim it from. Choose one of: %(choices)s.")
            % {"value": str(claimed_from)[:20], "choices": ", ".join(DeliveryProblem.Claimed.values)},
            field="claimed_from",
        )
    return claimed_from


def _checked_problem(problem: str) -> str:
    if problem not in DeliveryProblem.OWED_AGAIN:
        raise Refused(
            _("%(value)s is no problem of a delivery. Choose one of: %(choices)s.")
            % {"value": str(problem)[:20], "choices": ", ".join(DeliveryProblem.OWED_AGAIN)},
            field="problem",
        )
    return problem

"""The duties on a line that was ordered: each ends when the last of its pieces has done what it asks.

Sending without a number that can be followed proves nothing, so it ends no duty; the number, the delivery or the
receipt does. Whoever gives a piece up has given the whole duty up.
"""

from __future__ import annotations

from apps.duties import names
from apps.duties.models import Clock, Party
from apps.duties.services import running, stop_clock, stop_clocks
from apps.organizations.scope import Side

from ..models import OrderLine
from ..steps import DISPATCHED, OPEN
from . import order_work
from .order_work import Work

KIND = Clock.Subject.ORDER_LINE
#: Both end with the dispatch; the second one only lines of cars that stand still have.
DISPATCH = (names.PARTS_SUPPLY, names.PARTS_OFF_ROAD)


def follow(work: Work, line: OrderLine) -> None:
    """End what is done by now of the manufacturer's duties on the line that ``line`` is a piece of."""
    ordered = work.lines[line.split_from_id or line.pk]
    family = [row for row in work.lines.values() if ordered.pk in (row.pk, row.split_from_id)]
    given_up = ordered.cancelled_by == Party.MANUFACTURER
    ending = Clock.Ending.GIVEN_UP if given_up else Clock.Ending.DONE
    if all(_sent(row) for row in family):
        stop_clocks(KIND, ordered.pk, *DISPATCH, at=work.at, ending=ending)
    if not any(row.status in (*OPEN, DISPATCHED) for row in family):
        stop_clocks(KIND, ordered.pk, names.PARTS_ARRIVAL, at=work.at, ending=ending)


def cancelled(work: Work, line: OrderLine) -> None:
    """End the duties on an ordered line that was cancelled.

    The dealer's word lets them fall away; what is on its way from before is still to arrive. The manufacturer's word
    is an answer, and no supply: that it was cancelled by who owed it makes it nobody else's miss.
    """
    gives_up = line.cancelled_by == Party.MANUFACTURER
    answered, ending = Clock.Ending.FELL_AWAY, Clock.Ending.FELL_AWAY
    if gives_up:
        answered, ending = Clock.Ending.DONE, Clock.Ending.GIVEN_UP
    stop_clocks(KIND, line.pk, names.PARTS_CONFIRMATION, at=work.at, ending=answered)
    stop_clocks(KIND, line.pk, *DISPATCH, at=work.at, ending=ending)
    on_the_way = any(row.split_from_id == line.pk and row.status == DISPATCHED for row in work.lines.values())
    if gives_up or not on_the_way:
        stop_clocks(KIND, line.pk, names.PARTS_ARRIVAL, at=work.at, ending=ending)


def begin_booking(work: Work, line: OrderLine) -> None:
    """What was delivered is the dealer's to book in or to report."""
    order_work.start_clocks(work.order, line, names.PARTS_BOOKING, at=work.at)


def end_booking(work: Work, line: OrderLine) -> None:
    """The dealer booked in, or reported, what was delivered."""
    stop_clocks(KIND, line.pk, names.PARTS_BOOKING, at=work.at)


def go_on_booking(work: Work, ordered: OrderLine, rest: OrderLine | None, *, answered: bool) -> None:
    """Let the dealer's duty on an ordered line that is owed again go on with its ``rest``, as of its delivery.

    A report of some pieces wins no time for the others. ``answered``: pieces of this very line were reported, so the
    clock has done its work for them; else it falls away, and the one of the rest is all that counts.
    """
    for clock in running(KIND, ordered.pk, names.PARTS_BOOKING):
        stop_clock(clock, at=work.at, ending=Clock.Ending.DONE if answered else Clock.Ending.FELL_AWAY)
        if rest is not None:
            order_work.start_clocks(work.order, rest, names.PARTS_BOOKING, at=work.at, since=clock.started_at)


def ask_over(work: Work, piece: OrderLine) -> None:
    """The manufacturer says what becomes of pieces that came over."""
    order_work.start_clocks(work.order, piece, names.OVER_ANSWER, at=work.at)


def end_over(work: Work, piece: OrderLine) -> None:
    """The manufacturer answered; a dealer that sends them back unasked leaves nothing to answer."""
    answered = work.act.by.side is Side.MANUFACTURER
    ending = Clock.Ending.DONE if answered else Clock.Ending.FELL_AWAY
    stop_clocks(KIND, piece.pk, names.OVER_ANSWER, at=work.at, ending=ending)


def _sent(line: OrderLine) -> bool:
    return line.status not in OPEN and (line.status != DISPATCHED or bool(line.tracking))

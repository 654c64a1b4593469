"""More came than was sent: the dealer says so and sets the pieces aside, the manufacturer says what becomes of them.

Until then they are in the dealer's ledger, in quarantine, and nobody's sale; the answer is due (line_duties.py). Nobody
buys what it did not want: the manufacturer can let the dealer keep them where the dealer said that it would, else it
can only ask for them back; and the dealer may send them back unasked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.core.errors import Refused
from apps.organizations.door import door
from apps.organizations.scope import Actor, system_scope

from ..checked import checked_tracking
from ..models import Bin, DeliveryProblem, OrderLine, PartsOrder, StockBalance, StockMovement
from ..paper_files import NewPaper
from ..quantities import checked_quantity
from ..steps import lines_for
from . import bins, holding, ledger, line_duties, order_work, papers
from .ledger import Slip
from .locks import balances_of
from .order_work import Work

_K = StockMovement.Kind


def report_over(
    *,
    order: PartsOrder,
    quantities: Mapping[int, int],
    note: str,
    by: Actor,
    at: datetime,
    would_keep: bool = False,
    files: Sequence[NewPaper] = (),
    version: int | None = None,
    key: str = "",
) -> PartsOrder:
    """Say by how many pieces more came of lines than was sent (line id → how many more), with photos or papers.

    The pieces lie in quarantine from now on, as lines of their own. ``would_keep``: the dealer would buy them. Raises
    Refused for quantities that cannot be, Conflict for a line of which nothing is on its way or in stock.
    """

    def effect(work: Work) -> None:
        picked = work.pick(quantities)
        balances = _balances(work, picked)
        for line in picked:
            more = checked_quantity(quantities[line.pk], line.part.number, field=f"more_{line.pk}")
            found = _found(work, line, more, would_keep, balances[line.part_id])
            papers.keep_beside(work, files, found)

    values: dict[str, Any] = {"more": {str(pk): count for pk, count in quantities.items()}, "would_keep": would_keep}
    values |= papers.told(files)
    return order_work.take(
        order, "report_over", by=by, at=at, note=note, version=version, key=key, effect=effect, values=values
    )


def keep_over(
    *,
    order: PartsOrder,
    by: Actor,
    at: datetime,
    line_ids: Iterable[int] | None = None,
    note: str = "",
    version: int | None = None,
    key: str = "",
) -> PartsOrder:
    """Let the dealer keep pieces that came over: they are ordered and received then, at the price of their line.

    Without ``line_ids``, all that the dealer would keep. Raises Refused for pieces that it does not want.
    """
    chosen = None if line_ids is None else list(line_ids)

    def effect(work: Work) -> None:
        able = [line.pk for line in lines_for(work.order, "keep_over", by) if line.problem.would_keep]
        picked = work.pick(able if chosen is None else chosen)
        for line in picked:
            if line.pk not in able and work.still(line.pk):
                raise _unwanted(line)
            work.move(line)
            line.received_at = work.at
            work.keep(line)
            line_duties.end_over(work, line)
            work.tell("line_over_kept", line, quantity=line.quantity)
        _onto_the_shelf(work, picked)

    values = {"lines": chosen}
    return order_work.take(
        order, "keep_over", by=by, at=at, note=note, version=version, key=key, effect=effect, values=values
    )


def call_back(
    *,
    order: PartsOrder,
    note: str,
    by: Actor,
    at: datetime,
    line_ids: Iterable[int] | None = None,
    version: int | None = None,
    key: str = "",
) -> PartsOrder:
    """Ask for pieces that came over, saying where to and at whose cost; without ``line_ids``, for all."""
    chosen = None if line_ids is None else list(line_ids)

    def effect(work: Work) -> None:
        for line in work.pick(_able(work, "call_back", by) if chosen is None else chosen):
            work.move(line)
            work.keep(line)
            line_duties.end_over(work, line)

    return order_work.take(
        order, "call_back", by=by, at=at, note=note, version=version, key=key, effect=effect, values={"lines": chosen}
    )


def send_back_over(
    *,
    order: PartsOrder,
    tracking: str,
    by: Actor,
    at: datetime,
    line_ids: Iterable[int] | None = None,
    version: int | None = None,
    key: str = "",
) -> PartsOrder:
    """Send back pieces that came over, asked for or not: they leave quarantine under the consignment's number.

    Raises Refused (field ``tracking``) without a number, or who carries them.
    """
    chosen = None if line_ids is None else list(line_ids)

    def effect(work: Work) -> None:
        number = checked_tracking(tracking)
        picked = work.pick(_able(work, "send_back", by) if chosen is None else chosen)
        balances = _balances(work, picked)
        for line in picked:
            work.move(line)
            line.tracking = number
            work.keep(line)
            line_duties.end_over(work, line)
            slip = Slip(f"overback:{line.pk}", by, work.at, number)
            ledger.write(balances[line.part_id], _bin_of(line), line.part, _K.OVERBACK, -line.quantity, slip)

    values = {"lines": chosen, "tracking": tracking.strip()[:60]}
    return order_work.take(order, "send_back", by=by, at=at, version=version, key=key, effect=effect, values=values)


def _able(work: Work, verb: str, by: Actor) -> list[int]:
    return [line.pk for line in lines_for(work.order, verb, by)]


def _balances(work: Work, lines: Iterable[OrderLine]) -> dict[int, StockBalance]:
    """The dealer's balances of the lines' parts, by part, locked at once (locks.py)."""
    found = balances_of((work.order.dealer_id or 0, line.part) for line in lines)
    return {part_id: balance for (_dealer, part_id), balance in found.items()}


def _found(work: Work, line: OrderLine, more: int, would_keep: bool, balance: StockBalance) -> OrderLine:
    """The pieces that came over, as a line of their own that lies in quarantine."""
    order_work.refuse_before_dispatch(work, line)
    piece = OrderLine(
        order=work.order, part=line.part, split_from_id=line.split_from_id or line.pk, quantity=more,
        status=line.status, tracking=line.tracking, **line.sides(),
    )  # fmt: skip
    work.move(piece)
    work.keep(piece)
    DeliveryProblem.objects.create(
        line=piece, kind=DeliveryProblem.Kind.OVER, note=work.act.note, would_keep=would_keep, reported_at=work.at,
        **piece.sides(),
    )  # fmt: skip
    line_duties.ask_over(work, piece)
    place = holding.place_for(work.order.dealer_id or 0, piece.part, work.order, work.at)
    aside = bins.beside(place, Bin.Kind.QUARANTINE, work.at)
    slip = Slip(f"over:{piece.pk}", work.act.by, work.at, work.order.number)
    ledger.write(balance, aside, piece.part, _K.OVER, more, slip)
    work.tell("line_over_reported", piece, quantity=more)
    return piece


def _onto_the_shelf(work: Work, lines: Sequence[OrderLine]) -> None:
    """What the dealer keeps is free for who waits for it. Its bins are out of the manufacturer's sight."""
    with system_scope("pieces that a dealer keeps leave its quarantine"), door("parts.stock"):
        balances = _balances(work, lines)
        for line in lines:
            balance, aside = balances[line.part_id], _bin_of(line)
            shelf = bins.main_bin(aside.dealer_id, aside.point_id, work.at)
            slip = Slip(f"kept:{line.pk}", work.act.by, work.at, work.order.number)
            ledger.over(balance, line.part, _K.CLEARED, line.quantity, slip, aside, shelf)
            holding.came(balance, shelf, line.part, line.quantity, source=None, by=work.act.by, at=work.at)


def _bin_of(line: OrderLine) -> Bin:
    """Where pieces that came over were set aside."""
    written = StockMovement.objects.select_related("bin").get(dealer_id=line.dealer_id, key=f"over:{line.pk}")
    assert written.bin is not None
    return written.bin


def _unwanted(line: OrderLine) -> Refused:
    return Refused(
        _("The dealer did not order %(n)s of part %(part)s and does not want them: ask for them back.")
        % {"n": line.quantity, "part": line.part.number},
        field="lines",
        code="unwanted",
    )

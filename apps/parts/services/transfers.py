"""Parts on their way between two points of a dealer: sent, received, short. Each piece is in one bin always."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.casework import engine, keys
from apps.casework.engine import Act
from apps.core.errors import Refused
from apps.core.ids import new_number
from apps.organizations.door import door
from apps.organizations.models import ServicePoint
from apps.organizations.requests import organization_of
from apps.organizations.scope import Actor

from ..models import Bin, Part, StockMovement, Transfer, TransferLine
from ..quantities import checked_quantity
from . import bins, holding, ledger
from .holding import Hand
from .ledger import Slip
from .locks import balances_of

_K = StockMovement.Kind
#: More lines are a removal, not a transfer.
MOST_LINES = 100


@transaction.atomic
@door("parts.transfer")
def send_transfer(
    *, target: ServicePoint, lines: Sequence[tuple[Part, Bin, int]], request_key: str, by: Actor, at: datetime
) -> Transfer:
    """Send free pieces to another point; ``lines`` are (part, bin, quantity), all from bins of one point.

    The same ``request_key`` again is the same transfer. Raises Refused for what cannot be sent: another firm's point,
    none or too many lines, bins of several points, more than is free.
    """
    dealer_id = organization_of(by)
    source = _one_point(lines, target, dealer_id)
    wanted = _totals(lines)
    content = {"to": target.pk, "lines": sorted([part, place, n] for (part, place), (_p, _b, n) in wanted.items())}
    keys.same_content(request_key, by=by, kind="transfer", content=content, at=at)
    balances = balances_of((dealer_id, part) for part, _bin, _n in wanted.values())
    known = Transfer.objects.filter(dealer_id=dealer_id, request_key=request_key).first()
    if known is not None:
        return known
    made = Transfer.objects.create(
        number=new_number("TR"), source=source, target=target, dealer_id=dealer_id, country=source.country, sent_at=at,
        request_key=request_key,
    )  # fmt: skip
    slip = Slip("", by, at, made.number)
    for part, place, quantity in wanted.values():
        content_there = bins.content_of(place, part)
        if content_there.free < quantity:
            raise ledger.not_enough(part, content_there.free, quantity, content_there.reserved)
        line = TransferLine.objects.create(transfer=made, part=part, bin=place, quantity=quantity, **made.sides())
        way = bins.beside(place, Bin.Kind.TRANSIT, at)
        ledger.over(balances[dealer_id, part.pk], part, _K.SENT, quantity, slip.named(f"tr:{line.pk}"), place, way)
    engine.record(made, "send", by=by, at=at)
    return made


def received(case: Transfer, act: Act) -> None:
    """All that is missing came: onto the main shelf of the other point, where requests that wait for it get it."""
    for line in _lines(case):
        _arrive(case, line, line.missing, act)


def receive_some(
    *,
    transfer: Transfer,
    quantities: Mapping[int, int],
    note: str,
    by: Actor,
    at: datetime,
    version: int | None = None,
    key: str = "",
) -> Transfer:
    """Receive fewer than were sent (line id → how many); what is missing stays the sender's until it is settled.

    Raises Refused when nothing is missing, or more came than were sent.
    """

    def effect(case: Transfer, act: Act) -> None:
        lines = _lines(case)
        for line in lines:
            came = quantities.get(line.pk, 0)
            if came:
                _arrive(case, line, checked_quantity(came, line.part.number, most=line.missing), act)
        if not any(line.missing for line in lines):
            raise Refused(_("Nothing is missing: record that all was received."))
        _break_promises(case, lines, act)

    values = {"quantities": {str(pk): n for pk, n in quantities.items()}}
    return engine.take(
        transfer, "receive_some", by=by, at=at, note=note, version=version, key=key, values=values, effect=effect
    )


def turned_up(case: Transfer, act: Act) -> None:
    """What was missing is with the sender after all, or is taken back: onto the shelves that it came from."""
    _end(case, act, _K.CAME)


def written_off(case: Transfer, act: Act) -> None:
    """What was missing is lost: the sender's loss, with the reason in the ledger."""
    _end(case, act, _K.SCRAP)


def _arrive(case: Transfer, line: TransferLine, quantity: int, act: Act) -> None:
    if not quantity:
        return
    balance = balances_of([(case.dealer_id or 0, line.part)])[case.dealer_id or 0, line.part_id]
    way, shelf = (
        bins.beside(line.bin, Bin.Kind.TRANSIT, act.at),
        bins.main_bin(line.bin.dealer_id, case.target_id, act.at),
    )
    slip = Slip(f"tr:{line.pk}:{case.version}", act.by, act.at, case.number)
    ledger.over(balance, line.part, _K.CAME, quantity, slip, way, shelf)
    # What is promised of it first: never more than is still under way.
    holding.keep_what_came(balance, shelf, line.part, quantity, line, Hand(act.by, act.at))
    line.received += quantity
    line.save(update_fields=["received"])
    holding.serve(balance, line.part, Hand(act.by, act.at))


def _break_promises(case: Transfer, lines: Sequence[TransferLine], act: Act) -> None:
    """Whoever was promised what does not come now waits anew."""
    # Nobody finds a place on it again while the step is being taken.
    Transfer.objects.filter(pk=case.pk).update(status=case.status)
    for line in lines:
        balance = balances_of([(case.dealer_id or 0, line.part)])[case.dealer_id or 0, line.part_id]
        holding.miss_way(balance, line, line.part, Hand(act.by, act.at), case.number)


def _end(case: Transfer, act: Act, kind: StockMovement.Kind) -> None:
    lines = _lines(case)
    _break_promises(case, lines, act)
    for line in lines:
        if not line.missing:
            continue
        balance = balances_of([(case.dealer_id or 0, line.part)])[case.dealer_id or 0, line.part_id]
        way = bins.beside(line.bin, Bin.Kind.TRANSIT, act.at)
        slip = Slip(f"tr:{line.pk}:{case.version}", act.by, act.at, case.number, act.note)
        if kind == _K.SCRAP:
            ledger.write(balance, way, line.part, kind, -line.missing, slip)
        else:
            ledger.over(balance, line.part, kind, line.missing, slip, way, line.bin)
            holding.came(balance, line.bin, line.part, line.missing, source=None, by=act.by, at=act.at)


def _lines(case: Transfer) -> list[TransferLine]:
    """The lines in the order of their parts, with the balances of all of them locked."""
    lines = list(case.lines.select_related("part", "bin__point").order_by("part_id", "id"))
    balances_of((case.dealer_id or 0, line.part) for line in lines)
    return lines


def _one_point(lines: Sequence[tuple[Part, Bin, int]], target: ServicePoint, dealer_id: int) -> ServicePoint:
    points = {place.point_id: place.point for _part, place, _quantity in lines}
    if not lines or len(lines) > MOST_LINES:
        raise Refused(
            _("Name 1 to %(most)s parts that are sent; these are %(n)s.") % {"most": MOST_LINES, "n": len(lines)},
            field="lines",
        )
    source = next(iter(points.values()))
    if len(points) != 1 or source is None or any(place.dealer_id != dealer_id for _part, place, _n in lines):
        raise Refused(_("Send from the bins of one service point of your workshop."), field="bin")
    if target.dealer_id != dealer_id or target.pk == source.pk:
        raise Refused(_("Choose another service point of your workshop."), field="target")
    return source


def _totals(lines: Sequence[tuple[Part, Bin, int]]) -> dict[tuple[int, int], tuple[Part, Bin, int]]:
    wanted: dict[tuple[int, int], tuple[Part, Bin, int]] = {}
    for part, place, quantity in sorted(lines, key=lambda line: (line[0].pk, line[1].pk)):
        before = wanted[part.pk, place.pk][2] if (part.pk, place.pk) in wanted else 0
        wanted[part.pk, place.pk] = part, place, before + checked_quantity(quantity, part.number)
    return wanted

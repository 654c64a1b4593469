"""A stock-take: opened with what is expected, counted line by line, approved by another person or with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.casework import engine
from apps.casework.actors import record_of
from apps.casework.engine import Act
from apps.core.errors import Conflict, Refused
from apps.core.ids import new_number
from apps.organizations.door import door
from apps.organizations.models import Organization, ServicePoint
from apps.organizations.requests import organization_of
from apps.organizations.scope import Actor

from ..checked import own_point
from ..models import MOST_ON_HAND, Bin, BinBalance, StockCount, StockTake, StockTakeLine
from .ledger import Slip
from .locks import balances_of
from .stock import correct

_S = StockTake.Status


@transaction.atomic
@door("parts.count")
def open_count(*, point: ServicePoint | None, by: Actor, at: datetime) -> StockTake:
    """Open a stock-take of all shelves of a point; one that is open already is the same.

    What is expected is what the bins hold now. Raises Refused for another firm's point, or when nothing lies there.
    """
    dealer_id = organization_of(by)
    own_point(point, dealer_id)
    running = StockTake.objects.filter(dealer_id=dealer_id, point=point, status__in=(_S.OPEN, _S.COUNTED)).first()
    if running is not None:
        return running
    there = BinBalance.objects.filter(
        dealer_id=dealer_id, bin__point=point, bin__kind=Bin.Kind.SHELF, on_hand__gt=0
    ).select_related("bin")
    if not there:
        raise Refused(_("Nothing lies on the shelves of this service point: there is nothing to count."), field="point")
    country = point.country if point else Organization.objects.values_list("country", flat=True).get(pk=dealer_id)
    made = StockTake.objects.create(
        number=new_number("ST"), dealer_id=dealer_id, country=country, point=point, opened_at=at
    )
    StockTakeLine.objects.bulk_create(_line(made, row) for row in there)
    engine.record(made, "open", by=by, at=at)
    return made


@transaction.atomic
@door("parts.count")
def write_counts(*, stocktake: StockTake, counted: Mapping[int, int], by: Actor, at: datetime) -> int:
    """Write what was counted (line id → pieces); returns how many lines. A line counted again keeps both counts.

    Raises Conflict when it is no longer being counted, Refused for what is no count or no line of it.
    """
    locked = StockTake.objects.select_for_update(no_key=True).get(pk=stocktake.pk)
    if locked.status != _S.OPEN:
        raise Conflict(_("%(number)s is no longer being counted.") % {"number": locked.number}, code="not_open")
    lines = {line.pk: line for line in locked.lines.filter(pk__in=counted).select_related("part", "bin")}
    balances_of((locked.dealer_id or 0, line.part) for line in lines.values())
    for pk, pieces in sorted(counted.items()):
        if pk not in lines or isinstance(pieces, bool) or not 0 <= pieces <= MOST_ON_HAND:
            raise Refused(
                _("%(value)s is no count of parts. Write a whole number from 0 to %(most)s.")
                % {"value": pieces, "most": MOST_ON_HAND},
                field=f"line_{pk}",
            )
        _count(lines[pk], pieces, by, at)
    return len(lines)


def finished(case: StockTake, act: Act) -> None:
    """All is counted that is to be counted; raises Refused when nothing is."""
    if not case.lines.exclude(counted=None).exists():
        raise Refused(_("Nothing has been counted yet: write at least one line."))
    case.counted_by = record_of(act.by)


def approved(case: StockTake, act: Act) -> None:
    """Write the differences into the ledger; lines that were not counted stay as they are.

    Raises Refused (field ``note``) when who counted approves without a reason, Conflict when so many have left a bin
    since that its difference cannot be.
    """
    mine = case.counted_by is not None and case.counted_by.user_id == act.by.user_id
    if mine and len(act.note.strip()) < 10:
        raise Refused(_("You counted it yourself: another person approves, or you say why it is you."), field="note")
    lines = [line for line in case.lines.select_related("part", "bin").order_by("part_id", "id") if line.difference]
    balances = balances_of((case.dealer_id or 0, line.part) for line in lines)
    for line in lines:
        difference = line.difference or 0
        there = BinBalance.objects.get(bin=line.bin, part=line.part).on_hand
        if there + difference < 0:
            raise Conflict(
                _("Part %(part)s left %(bin)s since it was counted: count this line again.")
                % {"part": line.part.number, "bin": line.bin.code},
                code="stock_moved",
            )
        slip = Slip(f"st:{line.pk}", act.by, act.at, case.number, act.note)
        correct(balances[case.dealer_id or 0, line.part_id], line.bin, line.part, difference, slip)
    act.values["count"] = len(lines)


def _line(made: StockTake, row: BinBalance) -> StockTakeLine:
    place = f"{row.bin.code} {row.part_number}"
    return StockTakeLine(
        stocktake=made, bin_id=row.bin_id, part_id=row.part_id, place=place, expected=row.on_hand, **made.sides()
    )


def _count(line: StockTakeLine, pieces: int, by: Actor, at: datetime) -> None:
    line.counted, line.by_ledger = pieces, BinBalance.objects.get(bin=line.bin, part=line.part).on_hand
    line.save(update_fields=["counted", "by_ledger"])
    StockCount.objects.create(
        line=line, counted=pieces, by_ledger=line.by_ledger, counted_at=at, actor=record_of(by), **line.sides()
    )

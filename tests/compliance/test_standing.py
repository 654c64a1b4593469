"""What is left of a cell without one owner or dealer is what would stand had they never been."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from apps.compliance import cells, tallies
from apps.compliance.cells import Cell, CellCounts
from apps.compliance.contributors import Side
from apps.compliance.standing import Duty
from apps.compliance.targets import Targets
from apps.duties.models import Clock
from apps.organizations.scope import system_scope
from tests.cast import Cast
from tests.compliance.conftest import AS_OF, History

REGION, KENYA = ("region", "africa"), ("country", "KE")


def counts(cast: Cast) -> CellCounts:
    return cells.load([cast.maker_hanhai.pk], as_of=AS_OF, targets=Targets(), by_unit=True)


def by_day(cast: Cast, cell: Cell) -> dict[int, list[int]]:
    """Due and met of a cell by day, days without anything left out."""
    loaded = counts(cast)
    found: dict[int, list[int]] = {}
    for number, each in enumerate(loaded.cells):
        if each == cell:
            for day, due, met, _target in zip(*loaded.rows_of(number), strict=True):
                had = found.setdefault(int(day), [0, 0])
                had[0], had[1] = had[0] + int(due), had[1] + int(met)
    return found


def left(cast: Cast, cell: Cell, side: Side, who: int) -> dict[int, list[int]]:
    """The same as ``standing`` computes it."""
    found: dict[int, list[int]] = {}
    for days, due, met, _target in Duty(cell.manufacturer_id, cell.obligation, counts(cast), AS_OF).left(
        side, who, cell
    ):
        for day, n, kept in zip(days, due, met, strict=True):
            had = found.setdefault(int(day), [0, 0])
            had[0], had[1] = had[0] + int(n), had[1] + int(kept)
    return {day: had for day, had in found.items() if had[0]}


def had_they_never_been(cast: Cast, cell: Cell, theirs: Q) -> dict[int, list[int]]:
    with transaction.atomic():
        Clock.objects.filter(theirs).update(counts=False)
        tallies.rebuild()
        found = by_day(cast, cell)
        transaction.set_rollback(True)
    return found


def test_what_is_left_without_one_is_what_would_stand_without_them(cast: Cast, history: History) -> None:
    maker = cast.maker_hanhai.pk
    history(maker, "KE", weekly=12, kept=[0.9, 0.4] * 10, owner_id=cast.amina.pk)
    history(maker, "KE", weekly=7, kept=[0.5] * 20, dealer_id=cast.dealer_almaty.pk, owner_id=cast.boris.pk)
    history(maker, "NG", weekly=9, kept=[0.6] * 9, dealer_id=cast.dealer_almaty.pk, owner_id=cast.amina.pk)
    with system_scope("test"):
        for kind, code in (REGION, KENYA):
            cell = Cell(maker, kind, code, "repair")
            whole = by_day(cast, cell)
            asked: list[tuple[Side, int]] = [
                *(("dealer", dealer.pk) for dealer in (cast.dealer_nairobi, cast.dealer_almaty)),
                *(("owner", owner.pk) for owner in (cast.amina, cast.boris)),
            ]
            for side, who in asked:
                without = had_they_never_been(cast, cell, Q(**{side: who}))
                assert left(cast, cell, side, who) == without != whole, (cell, side)

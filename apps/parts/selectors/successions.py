"""What replaces a part, and what it replaced, as of any day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection

from ..models import Part, Supersession


@dataclass(frozen=True)
class Forward:
    """What stands at the end of a part's chains: (part, quantity for one), and whether the part itself is still sold.

    ``kits``: ids of those that stand once for several old parts, however many of these are asked for.
    """

    old: Part
    new: tuple[tuple[Part, int], ...]
    is_obsolete: bool
    since: date
    kits: frozenset[int] = frozenset()

    @property
    def words(self) -> str:
        """The numbers of the successors with their quantities, as “A + 2 × B”."""
        return " + ".join(part.number if count == 1 else f"{count} × {part.number}" for part, count in self.new)


def chain(part: Part, *, on: date) -> list[Supersession]:
    """Every supersession that the part stands in, directly or over others, in force on a day, oldest first (2 queries).

    Both ways: what it replaced and what replaces it.
    """
    ids = _reached([part.pk], back=True, on=on) | _reached([part.pk], back=False, on=on)
    return list(
        Supersession.objects.filter(pk__in=ids).select_related("old", "new").order_by("starts_on", "old_id", "id")
    )


def forwards(parts: Iterable[Part], *, on: date) -> dict[int, Forward]:
    """By part id, what its chains lead to on a day; parts that nothing replaces are left out (2 queries)."""
    wanted = {part.pk: part for part in parts}
    ids = _reached(list(wanted), back=False, on=on)
    following: dict[int, list[Supersession]] = defaultdict(list)
    for edge in Supersession.objects.filter(pk__in=ids).select_related("old", "new").order_by("starts_on", "id"):
        following[edge.old_id].append(edge)
    return {pk: at_the_end(part, counting(following)) for pk, part in wanted.items() if pk in following}


def counting(following: dict[int, list[Supersession]]) -> dict[int, list[Supersession]]:
    """Of each part the edges that count: those of its latest day. A split is several of one day."""
    return {old: [e for e in edges if e.starts_on == edges[-1].starts_on] for old, edges in following.items()}


def at_the_end(part: Part, following: dict[int, list[Supersession]]) -> Forward:
    """Follow the edges that count from a part to where nothing leads on; quantities multiply on the way."""
    found: dict[int, tuple[Part, int]] = {}
    kits: set[int] = set()
    ahead = [(edge, 1) for edge in following[part.pk]]
    while ahead:
        edge, count = ahead.pop(0)
        count *= edge.quantity
        if edge.kind == Supersession.Kind.KIT:
            kits.add(edge.new_id)
        if edge.new_id in following:
            ahead += [(further, count) for further in following[edge.new_id]]
        else:
            known = found.get(edge.new_id)
            found[edge.new_id] = (edge.new, count + (known[1] if known else 0))
    first = following[part.pk][-1]
    is_obsolete = first.stock == Supersession.Stock.OBSOLETE
    return Forward(part, tuple(found.values()), is_obsolete, first.starts_on, frozenset(kits & found.keys()))


def way_between(start: Part, goal: Part) -> list[str]:
    """The numbers from ``start`` over what replaces it to ``goal``, on whatever day; empty where none leads there.

    Standing supersessions only (1 query for each step of the longest chain; index supersession_old).
    """
    came_from: dict[int, int] = {start.pk: 0}
    ahead = {start.pk}
    while ahead and goal.pk not in came_from:
        edges = Supersession.objects.filter(old_id__in=ahead, ended_at=None).values_list("new_id", "old_id")
        steps = {new: old for new, old in edges if new not in came_from}
        came_from |= steps
        ahead = set(steps)
    return _numbers_back(goal.pk, came_from) if goal.pk in came_from else []


def _numbers_back(goal: int, came_from: dict[int, int]) -> list[str]:
    way = [goal]
    while came_from[way[0]]:
        way.insert(0, came_from[way[0]])
    numbers = dict(Part.objects.filter(pk__in=way).values_list("pk", "number"))
    return [numbers[pk] for pk in way]


def _reached(parts: list[int], *, back: bool, on: date) -> set[int]:
    """Ids of the supersessions in force on a day that lead on from the parts, or to them (1 query)."""
    here, there = ("new_id", "old_id") if back else ("old_id", "new_id")
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH RECURSIVE reached (id, part) AS (
                SELECT s.id, s.{there} FROM parts_supersession s
                WHERE s.{here} = ANY(%s) AND s.starts_on <= %s AND s.ended_at IS NULL
                UNION
                SELECT s.id, s.{there} FROM parts_supersession s JOIN reached r ON s.{here} = r.part
                WHERE s.starts_on <= %s AND s.ended_at IS NULL
            )
            SELECT id FROM reached
            """,
            [parts, on, on],
        )
        return {row[0] for row in cursor.fetchall()}

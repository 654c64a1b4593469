"""What the catalogue says of an order when it is sent: whole packs, enough of them, and no part that was replaced.

A superseded part is told with what replaces it; the order rolls forward only when the person says so.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core.errors import Refused
from apps.core.today import today_in

from ..models import OrderLine, Part
from ..quantities import checked_quantity
from ..selectors.successions import Forward, forwards
from .order_work import Work


class Superseded(models.TextChoices):
    """What the person wants of superseded parts."""

    FORWARD = "forward", pgettext_lazy("superseded part", "Order what replaces it")
    KEEP = "keep", pgettext_lazy("superseded part", "Order the old part all the same")


def judge(work: Work, superseded: str) -> None:
    """Check the draft's lines against the catalogue, and roll superseded ones forward where the person said so.

    Raises Refused: field ``superseded`` for parts that were replaced and nothing was said, or that are not supplied
    any more; field ``lines`` for quantities that are not sold.
    """
    lines = list(work.lines.values())
    replaced = forwards((line.part for line in lines), on=today_in(str(work.order.country), work.at))
    if replaced:
        _refuse_unsaid(replaced.values(), superseded)
    if replaced and superseded == Superseded.FORWARD:
        _roll(work, replaced)
    for line in work.lines.values():
        if refused := unsold(line.part, line.quantity):
            raise refused


def _refuse_unsaid(replaced: Iterable[Forward], superseded: str) -> None:
    for found in replaced:
        values = {"part": found.old.number, "new": found.words}
        if not superseded:
            raise Refused(
                _("Part %(part)s was replaced by %(new)s: say which of them you want.") % values,
                field="superseded",
                code="superseded",
            )
        if superseded == Superseded.KEEP and found.is_obsolete:
            raise Refused(
                _("Part %(part)s is not supplied any more: order %(new)s, or take it off the order.") % values,
                field="superseded",
                code="obsolete",
            )


def _roll(work: Work, replaced: dict[int, Forward]) -> None:
    """Put what replaces them in the place of superseded lines; what was rolled stands in the event."""
    wanted, parts = _wanted(work, replaced)
    rolled = [line for line in work.lines.values() if line.part_id in replaced]
    work.act.values["rolled"] = {line.part.number: replaced[line.part_id].words for line in rolled}
    for line in rolled:
        del work.lines[line.pk]
        line.delete()
    there = {line.part_id: line for line in work.lines.values()}
    for pk, quantity in sorted(wanted.items()):
        line = there.get(pk) or OrderLine(
            order=work.order, part=parts[pk], quantity=0, status=OrderLine.Status.DRAFT, **work.order.sides()
        )
        total = parts[pk].next_quantity(line.quantity + quantity)
        line.quantity = checked_quantity(total, parts[pk].number, field="lines")
        work.keep(line)


def _wanted(work: Work, replaced: dict[int, Forward]) -> tuple[dict[int, int], dict[int, Part]]:
    """How many of each successor: those of several lines together, but of a kit as many as its neediest line."""
    wanted: dict[int, int] = {}
    parts: dict[int, Part] = {}
    for line in work.lines.values():
        found = replaced.get(line.part_id)
        for part, count in found.new if found else ():
            assert found is not None
            before, asked = wanted.get(part.pk, 0), line.quantity * count
            wanted[part.pk] = max(before, asked) if part.pk in found.kits else before + asked
            parts[part.pk] = part
    return wanted, parts


def unsold(part: Part, quantity: int) -> Refused | None:
    """Why so many of a part are not sold, with the next number that is; None when they are."""
    fitting = part.next_quantity(quantity)
    if quantity == fitting:
        return None
    values = {"part": part.number, "pack": part.pack, "least": part.least, "asked": quantity, "fitting": fitting}
    if part.pack == 1:
        message = _("Part %(part)s is sold from %(least)s on: order %(fitting)s instead of %(asked)s.")
    elif part.least <= part.pack:
        message = _("Part %(part)s comes in packs of %(pack)s: order %(fitting)s instead of %(asked)s.")
    else:
        message = _(
            "Part %(part)s comes in packs of %(pack)s, from %(least)s on: order %(fitting)s instead of %(asked)s."
        )
    return Refused(message % values, field="lines", code="not_sold_so")

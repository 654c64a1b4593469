"""Saying which part replaces which: never in a circle."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.casework.actors import record_of
from apps.core.db.turns import take_turn
from apps.core.errors import Refused
from apps.organizations.door import door
from apps.organizations.scope import Actor

from ..models import Part, Supersession
from ..selectors.successions import way_between
from .saying import require_its_maker

_KIND = Supersession.Kind
MOST_PARTS = 30
Pieces = Sequence[tuple[Part, int]]


@transaction.atomic
def supersede(
    *, old: Sequence[Part], new: Pieces, starts_on: date, stock: str, by: Actor, at: datetime, two_way: bool = False
) -> list[Supersession]:
    """Say that from a day on ``new`` (part, quantity for one) replace ``old``; returns the edges, old by old.

    One for one, several for one (a split) or one for several (a kit); ``two_way``, one for one only: each can replace
    the other. ``stock``: Supersession.Stock. The same again is the same. Raises Refused naming the field, also when
    the replacement would lead back to where it began: then it names the circle's members.
    """
    kind = _kind_of(old, new, two_way)
    for part in (*old, *(part for part, _quantity in new)):
        require_its_maker(part, by)
    if stock not in Supersession.Stock.values:
        raise Refused(_("Say what becomes of the old part: choose one."), field="stock")
    # One at a time for a manufacturer: two halves of a circle may not be written at the same moment.
    take_turn("supersession", by.organization_id)
    return [
        _edge(each, part, quantity, kind=kind, starts_on=starts_on, stock=stock, by=by, at=at)
        for each in old
        for part, quantity in new
    ]


def _kind_of(old: Sequence[Part], new: Pieces, two_way: bool) -> str:
    if not old or not new or len(old) > MOST_PARTS or len(new) > MOST_PARTS:
        raise Refused(_("Name 1 to %(most)s parts on each side.") % {"most": MOST_PARTS}, field="new")
    if len(old) > 1 and len(new) > 1:
        raise Refused(
            _("Several parts for several: say it one by one, or name one kit that replaces all of them."), field="new"
        )
    if two_way and (len(old) > 1 or len(new) > 1 or new[0][1] != 1):
        raise Refused(_("Only two single parts can replace each other: name one, and quantity 1."), field="kind")
    for part, quantity in new:
        if not 1 <= quantity <= 100:
            raise Refused(
                _("%(quantity)s of part %(part)s for one cannot be: write 1 to 100.")
                % {"quantity": quantity, "part": part.number},
                field="new",
            )
    if two_way:
        return _KIND.TWO_WAY
    if len(new) > 1:
        return _KIND.SPLIT
    return _KIND.KIT if len(old) > 1 else _KIND.ONE_WAY


def _edge(
    old: Part, new: Part, quantity: int, *, kind: str, starts_on: date, stock: str, by: Actor, at: datetime
) -> Supersession:
    known = Supersession.objects.filter(old=old, new=new, ended_at=None).first()
    said = (kind, quantity, starts_on, stock)
    if known is not None and (known.kind, known.quantity, known.starts_on, known.stock) == said:
        return known
    if known is not None:
        raise Refused(
            _("%(new)s replaces %(old)s already, with other facts: end that first.")
            % {"old": old.number, "new": new.number},
            field="new",
        )
    _refuse_circle(old, new)
    with door("parts.catalogue"):
        return Supersession.objects.create(
            old=old,
            new=new,
            quantity=quantity,
            kind=kind,
            starts_on=starts_on,
            stock=stock,
            manufacturer_id=old.manufacturer_id,
            recorded_at=at,
            actor=record_of(by),
        )


def _refuse_circle(old: Part, new: Part) -> None:
    """Raise Refused when ``new`` is replaced by ``old`` already, at once or over others."""
    way = [old.number, new.number] if old == new else [old.number, *way_between(new, old)]
    if len(way) > 1:
        raise Refused(
            _("That would go round in a circle: %(circle)s. End one of these, or name another part.")
            % {"circle": " → ".join(way)},
            field="new",
            code="circle",
        )

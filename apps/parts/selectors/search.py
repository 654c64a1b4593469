"""Finding a part by whatever somebody has of it: a piece of its number, a name, another maker's number, a barcode."""

from __future__ import annotations

from django.db.models import QuerySet

from apps.core.db.pieces import containing

from ..models import Interchange, Part
from ..numbers import bare_number, clean_number

#: Fewer signs are found by how a number begins: everything holds them somewhere.
_SHORT = 3


def found(parts: QuerySet[Part], text: str) -> QuerySet[Part]:
    """Those of ``parts`` that ``text`` may mean; a union of look-ups, each by an index of its own.

    Indexes part_bare_pieces, part_names_pieces, part_barcode, interchange_pieces.
    """
    words = " ".join(text.split())
    if not words:
        return parts
    every = Part.objects.order_by()
    ways = [containing(every, "names", words)]
    bare = bare_number(words)
    if len(bare) >= _SHORT:
        others = containing(Interchange.objects.filter(ended_at=None).order_by(), "bare", bare)
        ways += [containing(every, "bare", bare), every.filter(pk__in=others.values("part_id"))]
    elif bare:
        ways.append(every.filter(bare__startswith=bare))
    code = "".join(clean_number(words).split())
    if code.isdecimal():
        ways.append(every.filter(barcode=code))
    first, *rest = (way.values("pk") for way in ways)
    return parts.filter(pk__in=first.union(*rest))


def exactly(parts: QuerySet[Part], text: str) -> Part | None:
    """The one part that ``text`` names as a scanner types it: its number or its barcode; None for none or several."""
    bare = bare_number(text)
    if not bare:
        return None
    named = parts.filter(bare=bare)[:2]
    rows = list(named) or list(parts.filter(barcode=bare)[:2])
    return rows[0] if len(rows) == 1 else None

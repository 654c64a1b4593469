"""Pieces that are on their way to a dealer without an order: of other dealers, and between its own points."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Case, F, Q, Sum, When

from ..models import PartRequest, Transfer, TransferLine

_S = PartRequest.Status


@dataclass(frozen=True)
class Coming:
    """Pieces of a part that come: from other dealers, and from another of the dealer's own points."""

    from_dealers: int = 0
    between_points: int = 0


def coming_without_order(dealer_id: int) -> dict[int, Coming]:
    """What a dealer awaits of each part, for requests of its own or for its shelves (2 queries).

    Of another dealer: what was promised and accepted, then what was sent and has not come; what counts as not come is
    the sender's to settle. Between own points: what left one shelf and lies on no other.
    """
    asked = PartRequest.objects.filter(dealer_id=dealer_id, status__in=(_S.ACCEPTED, _S.SENT)).order_by()
    pieces = Case(When(status=_S.ACCEPTED, then=F("offered")), default=F("sent") - F("received"))
    bought: dict[int, int] = dict(asked.values_list("part_id").annotate(total=Sum(pieces)))
    moving = Q(transfer__dealer_id=dealer_id, transfer__status=Transfer.Status.SENT)
    lines = TransferLine.objects.filter(moving).order_by().values_list("part_id")
    moved: dict[int, int] = dict(lines.annotate(total=Sum(F("quantity") - F("received"))))
    found: dict[int, Coming] = defaultdict(Coming)
    found |= {pk: Coming(bought.get(pk, 0), moved.get(pk, 0)) for pk in bought.keys() | moved.keys()}
    return found

"""Promises of what is under way: of transfers between own points, and of what another dealer has sent.

How much of it is promised is what the reservations say, read under the lock of the balance of whoever awaits it
(locks.py); nothing of it stands on the case, whose row is locked before any balance.
"""

from __future__ import annotations

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from ..models import PartRequest, Reservation, StockBalance, Transfer, TransferLine

Way = TransferLine | PartRequest


def free_to(balance: StockBalance, kept: Reservation) -> list[tuple[Way, int]]:
    """What is under way to a reservation's point and promised to nobody, soonest first (2 queries).

    What another dealer sent for a claim is for that claim alone until it has come.
    """
    mine = {"dealer_id": balance.dealer_id, "part_id": balance.part_id}
    lines = TransferLine.objects.filter(**mine, transfer__status=Transfer.Status.SENT)
    asked = PartRequest.objects.filter(**mine, status=PartRequest.Status.SENT)
    asked = asked.filter(Q(claim_number=kept.claim_number) | Q(claim_number=""))
    if kept.point_id is not None:
        lines, asked = lines.filter(transfer__target_id=kept.point_id), asked.filter(point_id=kept.point_id)
    lines = lines.annotate(free=F("quantity") - F("received") - _promised("transferline"))
    asked = asked.annotate(free=F("sent") - F("received") - _promised("partrequest"))
    found: list[Way] = [
        *lines.filter(free__gt=0).select_related("transfer").order_by("transfer__sent_at", "id"),
        *asked.filter(free__gt=0).order_by("expected_on", "id"),
    ]
    return [(way, way.free) for way in found]  # type: ignore[union-attr]  # annotated


def join(kept: Reservation, way: Way) -> None:
    """Let a reservation be of pieces under way; the caller writes it."""
    kept.status, kept.bin, kept.order = Reservation.Status.COMING, None, None
    if isinstance(way, TransferLine):
        kept.transferline = way
    else:
        kept.partrequest = way


def leave(kept: Reservation) -> None:
    """Take a reservation's pieces off what is under way, if they are of that; the caller writes it."""
    if not kept.is_for_dealer:
        kept.transferline, kept.partrequest = None, None


def promised_of(way: Way) -> QuerySet[Reservation]:
    """Who is promised what is under way."""
    rows = Reservation.objects.filter(status=Reservation.Status.COMING)
    mine = rows.filter(transferline=way) if isinstance(way, TransferLine) else rows.filter(partrequest=way)
    return mine.order_by(*Reservation.FIRST)


def number_of(way: Way) -> str:
    """The number of the case that it is of."""
    return way.transfer.number if isinstance(way, TransferLine) else way.number


def _promised(field: str) -> Coalesce:
    """The pieces that reservations have of a row, which they name in ``field``."""
    rows = Reservation.objects.filter(status=Reservation.Status.COMING, **{field: OuterRef("pk")})
    return Coalesce(Subquery(rows.order_by().values(field).annotate(n=Sum("quantity")).values("n")), 0)

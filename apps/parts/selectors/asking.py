"""Reads of requests between dealers."""

from __future__ import annotations

from django.db.models import F, Q, QuerySet

from ..models import Part, PartRequest, Reservation

#: More that wait for one workshop are worked off before the rest is looked at.
MOST_WAITING = 50


def part_requests() -> QuerySet[PartRequest]:
    """Requests in sight with firms, part and point, newest first."""
    rows = PartRequest.objects.select_related("dealer", "supplier", "part", "point")
    return rows.order_by("-asked_at", "-id")


def requests_of(dealer_id: int) -> QuerySet[PartRequest]:
    """What others ask of a dealer, newest first (index partrequest_of_us)."""
    return part_requests().filter(supplier_id=dealer_id)


def requests_by(dealer_id: int) -> QuerySet[PartRequest]:
    """What a dealer asks of others, newest first (index partrequest_by_us)."""
    return part_requests().filter(dealer_id=dealer_id)


def requests_for(dealer_id: int, claim_number: str) -> QuerySet[PartRequest]:
    """What a dealer asked of others for one of its requests (index partrequest_by_us)."""
    return requests_by(dealer_id).filter(claim_number=claim_number)


def requests_waiting(dealer_id: int) -> list[PartRequest]:
    """Those in which it is the dealer's turn: cars that stand still first, then what is due first (1 query)."""
    turn = Q(supplier_id=dealer_id, status__in=PartRequest.SUPPLIERS)
    turn |= Q(dealer_id=dealer_id, status__in=PartRequest.ASKERS)
    rows = part_requests().filter(turn).order_by("-off_road", F("due_at").asc(nulls_last=True), "id")
    return list(rows[:MOST_WAITING])


def answers_waiting(dealer_id: int) -> int:
    """Requests and offers that wait for the dealer's word (1 query; indexes partrequest_to_offer and _to_accept)."""
    turn = Q(supplier_id=dealer_id, status=PartRequest.Status.ASKED)
    turn |= Q(dealer_id=dealer_id, status=PartRequest.Status.OFFERED)
    return PartRequest.objects.filter(turn).count()


def claims_waiting(dealer_id: int, part: Part) -> list[str]:
    """The dealer's requests in which the part is waited for, who comes first first (1 query)."""
    rows = Reservation.objects.filter(dealer_id=dealer_id, part=part, status__in=Reservation.WAITS).exclude(
        claim_number=""
    )
    return list(dict.fromkeys(rows.order_by(*Reservation.FIRST).values_list("claim_number", flat=True)))

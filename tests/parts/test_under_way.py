"""Repairs wait for what is under way: of a transfer between own points, or sent by another dealer."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from apps.casework import engine
from apps.organizations.models import ServicePoint
from apps.organizations.scope import system_scope
from apps.parts import services
from apps.parts.models import Bin, PartRequest, Reservation, Transfer
from apps.parts.services import asking
from apps.parts.services import transfers as own
from tests.cast import NOW
from tests.pages import browser
from tests.parts.asking import DAY, Pair, make_pair
from tests.parts.conftest import Shop, sound

WHY = "one box was left on the ramp"


@pytest.fixture
def pair(shop: Shop) -> Pair:
    return make_pair(shop)


@pytest.fixture
def branch(pair: Pair) -> ServicePoint:
    with system_scope("test: a branch"):
        place = {"address": "Moi Avenue 1", "city": "Mombasa", "country": "KE", "opened_on": date(2020, 1, 1)}
        return ServicePoint.objects.create(dealer=pair.nairobi, name="Savanna Mombasa", **place)


def sent_on(pair: Pair, branch: ServicePoint, quantity: int) -> Transfer:
    """So many pads on their way from Nairobi to the branch."""
    pair.stock(pair.nairobi, quantity)
    with system_scope("test: the shelf"):
        shelf = Bin.objects.get(dealer=pair.nairobi, kind="shelf")
    lines = [(pair.shop.pads, shelf, quantity)]
    made: Transfer = pair.do(pair.nairobi, services.send_transfer, target=branch, lines=lines, request_key=str(uuid4()))
    return made


def reserved(pair: Pair, point: ServicePoint, claim: str, quantity: int, **need: bool) -> None:
    pair.do(
        pair.nairobi, services.reserve, dealer_id=pair.nairobi.pk, need=services.Need(claim, point.pk, **need),
        lines=[(pair.shop.pads, quantity)], key=f"reserve-{claim}",
    )  # fmt: skip


def kept(claim: str) -> list[tuple[str, int]]:
    with system_scope("test: what is kept"):
        return sorted(Reservation.objects.filter(claim_number=claim).values_list("status", "quantity"))


def promised(case: PartRequest) -> int:
    """Pieces of what is under way that requests of the asker wait for."""
    with system_scope("test: what is promised"):
        rows = Reservation.objects.filter(partrequest=case, status="coming").exclude(claim_number="")
        return sum(rows.values_list("quantity", flat=True))


def test_a_repair_at_the_other_point_waits_for_the_transfer_and_not_for_an_order(
    pair: Pair, branch: ServicePoint
) -> None:
    case = sent_on(pair, branch, 4)
    reserved(pair, branch, "C-1", 3, off_road=True)
    reserved(pair, branch, "C-2", 2)
    # Elsewhere it is of no use.
    reserved(pair, pair.point(pair.nairobi), "C-3", 1)
    assert (kept("C-1"), kept("C-2"), kept("C-3")) == ([("coming", 3)], [("coming", 1), ("short", 1)], [("short", 1)])
    assert pair.agrees()
    page = sound(browser(pair.shop.cast, pair.nairobi).get(reverse("parts:stock-part", args=[pair.shop.pads.pk])))
    assert ("Under way" in page, case.number in page) == (True, True)
    with system_scope("test: its line"):
        line = case.lines.get()
    pair.do(pair.nairobi, own.receive_some, transfer=case, quantities={line.pk: 2}, note=WHY)
    # Who comes first has what came; who comes last waits anew.
    assert (kept("C-1"), kept("C-2")) == ([("held", 2), ("short", 1)], [("short", 1), ("short", 1)])
    assert pair.agrees()
    pair.take(pair.nairobi, case, "receive")
    assert (kept("C-1"), kept("C-2")) == ([("held", 1), ("held", 2)], [("held", 1), ("short", 1)])
    assert pair.agrees()


def test_what_is_taken_back_is_promised_no_longer(pair: Pair, branch: ServicePoint) -> None:
    case = sent_on(pair, branch, 2)
    reserved(pair, branch, "C-1", 2)
    pair.take(pair.nairobi, case, "take_back", note=WHY)
    assert (kept("C-1"), pair.figures(pair.nairobi)) == ([("short", 2)], (2, 0, 0))
    assert pair.agrees()


def test_what_another_dealer_sent_for_stock_is_promised_with_its_day(pair: Pair) -> None:
    case = pair.sent(4)
    home = pair.point(pair.nairobi)
    reserved(pair, home, "C-1", 3)
    reserved(pair, home, "C-2", 2)
    assert (kept("C-1"), kept("C-2"), promised(case)) == ([("coming", 3)], [("coming", 1), ("short", 1)], 4)
    with system_scope("test: one of them"):
        freed = Reservation.objects.get(claim_number="C-1")
    pair.do(pair.nairobi, services.free, reservation=freed, why="not needed")
    # Whoever waits gets the place.
    assert (kept("C-2"), promised(case)) == ([("coming", 1), ("coming", 1)], 2)
    pair.do(pair.nairobi, asking.receive_some, partrequest=case, quantity=1, note=WHY)
    assert (kept("C-2"), promised(case)) == ([("held", 1), ("short", 1)], 0)
    assert pair.agrees()
    pair.take(pair.nairobi, case, "receive")
    assert (kept("C-2"), pair.figures(pair.nairobi)) == ([("held", 1), ("held", 1)], (4, 2, 0))
    assert pair.agrees()


def test_what_was_sent_for_a_claim_is_promised_to_no_other(pair: Pair) -> None:
    home = pair.point(pair.nairobi)
    pair.waits("C-1", 2)
    case = pair.sent(2, claim_number="C-1")
    reserved(pair, home, "C-2", 1, off_road=True)
    assert (kept("C-1"), kept("C-2")) == ([("coming", 2)], [("short", 1)])
    services.end_overdue(at=NOW + 60 * DAY)
    assert (kept("C-1"), pair.now(case).status, promised(case)) == ([("short", 2)], "short", 0)
    pair.take(pair.nairobi, case, "receive", at=NOW + 61 * DAY)
    assert (kept("C-1"), kept("C-2")) == ([("held", 2)], [("short", 1)])
    assert pair.agrees()


def test_a_winner_takes_pieces_and_the_loser_its_place_under_way(pair: Pair) -> None:
    home = pair.point(pair.nairobi)
    pair.stock(pair.nairobi, 1)
    reserved(pair, home, "C-1", 1)
    case = pair.sent(1)
    reserved(pair, home, "C-2", 1)
    with system_scope("test: both"):
        loser, winner = (Reservation.objects.get(claim_number=number) for number in ("C-1", "C-2"))
    pair.do(pair.nairobi, services.reallocate, winner=winner, loser=loser, reason="the owner of C-2 travels today")
    assert (kept("C-1"), kept("C-2"), promised(case)) == ([("coming", 1)], [("held", 1)], 1)
    pair.do(pair.nairobi, engine.take, case=case, verb="receive")
    assert kept("C-1") == [("held", 1)]
    assert pair.agrees()

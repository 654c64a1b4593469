"""A stock-take: frozen, counted in any order while parts move, approved by another person or with a reason."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from html import unescape
from typing import Any

import numpy as np
import pytest
import zxingcpp
from django.urls import reverse

from apps.casework import engine
from apps.core.errors import Conflict, Refused
from apps.organizations.scope import acting_as, system_scope
from apps.parts import selectors, services
from apps.parts.models import BinBalance, Part, StockCount, StockMovement, StockTake
from apps.parts.services.count_imports import COUNTS
from tests.cast import NOW
from tests.imports import send, told
from tests.parts.conftest import Shop, SignIn, sound


@pytest.fixture
def opened(shop: Shop) -> StockTake:
    """Five pads and three filters on the shelves of Savanna Motors, about to be counted."""
    for part, quantity in ((shop.pads, 5), (shop.filter, 3)):
        put(shop, part, quantity, f"in-{part.pk}")
    with system_scope("test"):
        point = shop.cast.dealer_nairobi.service_points.get()
    made: StockTake = shop.as_dealer(services.open_count, point=point)
    assert shop.as_dealer(services.open_count, point=point) == made
    return made


def put(shop: Shop, part: Part, quantity: int, key: str) -> None:
    shop.as_dealer(
        services.receive_stock,
        dealer_id=shop.cast.dealer_nairobi.pk,
        part=part,
        quantity=quantity,
        reference="",
        key=key,
    )


def sell(shop: Shop, part: Part, quantity: int, key: str) -> None:
    shop.as_dealer(
        services.sell_stock, dealer_id=shop.cast.dealer_nairobi.pk, part=part, quantity=quantity, reference="I", key=key
    )


def count(shop: Shop, stocktake: StockTake, part: Part, pieces: int) -> None:
    with system_scope("test"):
        line = stocktake.lines.get(part=part).pk
    shop.as_dealer(services.write_counts, stocktake=stocktake, counted={line: pieces})


def take(shop: Shop, stocktake: StockTake, verb: str, **more: Any) -> None:
    shop.as_dealer(partial(engine.take, stocktake, verb), **more)


def approve_as_another(shop: Shop, stocktake: StockTake, note: str = "") -> None:
    by = replace(shop.cast.actor(shop.cast.dealer_nairobi), user_id=None, name="Another", key_id=None)
    with acting_as(shop.cast.scope(shop.cast.dealer_nairobi)):
        engine.take(stocktake, "approve", by=by, at=NOW, note=note)


def on_hand(part: Part) -> int:
    with system_scope("test"):
        assert list(selectors.differences()) == []
        return BinBalance.objects.get(part=part).on_hand


def test_what_moves_meanwhile_spoils_no_count(shop: Shop, opened: StockTake) -> None:
    sell(shop, shop.pads, 2, "before")
    count(shop, opened, shop.pads, 4)  # three by the ledger
    put(shop, shop.pads, 6, "after")
    count(shop, opened, shop.filter, 2)
    count(shop, opened, shop.filter, 3)  # it was behind the box
    with system_scope("test"):
        line = opened.lines.get(part=shop.pads)
        assert (line.expected, line.moved, line.difference) == (5, -2, 1)
        assert StockCount.objects.count() == 3
    take(shop, opened, "finish")
    approve_as_another(shop, opened)
    assert (on_hand(shop.pads), on_hand(shop.filter)) == (10, 3)
    with system_scope("test"):
        assert StockMovement.objects.get(kind="count").reference == opened.number


def test_whoever_counted_approves_only_with_a_reason(shop: Shop, opened: StockTake) -> None:
    with pytest.raises(Refused, match="Nothing has been counted"):
        take(shop, opened, "finish")
    count(shop, opened, shop.pads, 4)
    take(shop, opened, "finish")
    with pytest.raises(Conflict, match="no longer being counted"):
        count(shop, opened, shop.pads, 5)
    with pytest.raises(Refused, match="another person approves"):
        take(shop, opened, "approve")
    take(shop, opened, "approve", note="I am alone in the shop this week")
    assert on_hand(shop.pads) == 4


def test_what_left_since_is_counted_again(shop: Shop, opened: StockTake) -> None:
    count(shop, opened, shop.pads, 1)
    sell(shop, shop.pads, 4, "out")
    take(shop, opened, "finish")
    with pytest.raises(Conflict, match="count this line again"):
        approve_as_another(shop, opened)
    take(shop, opened, "recount", note="The shelf moved")
    count(shop, opened, shop.pads, 1)
    take(shop, opened, "finish")
    approve_as_another(shop, opened)
    assert on_hand(shop.pads) == 1


def test_a_sheet_is_counted_in_the_browser(shop: Shop, opened: StockTake, sign_in: SignIn) -> None:
    dealer = sign_in(shop.cast.dealer_nairobi)
    address = reverse("parts:count-sheet", args=[opened.number])
    # A scanner sends its symbology before the number.
    page = sound(dealer.get(address, {"part": "]C1" + shop.pads.number}))
    assert shop.pads.number in page
    assert shop.filter.name not in page
    with system_scope("test"):
        name = f"line_{opened.lines.get(part=shop.pads).pk}"
    assert dealer.post(address, {name: "many"}).status_code == 422
    assert dealer.post(address, {name: "4"}).status_code == 302
    assert "-1" in sound(dealer.get(opened.get_absolute_url()))
    assert (
        "MAIN,8450-03100A"
        in b"".join(dealer.get(reverse("parts:count-csv", args=[opened.number])).streaming_content).decode()
    )


def test_a_list_comes_back_as_a_file_and_counts_like_a_sheet(shop: Shop, opened: StockTake, sign_in: SignIn) -> None:
    cast, about = shop.cast, {"stocktake": opened.number}
    rows = [
        "bin,part,name,expected,counted,difference",
        f"main,]C1{shop.pads.number},Pads,5,4,",
        f",{shop.filter.number},F,3,,",
    ]
    content = "\n".join([*rows, f",{shop.filter.number},F,3,1.000,", ",NO-SUCH,,1,1,", f"Z9,{shop.pads.number},,5,5,"])
    job = send(cast, cast.dealer_nairobi, COUNTS, content.encode(), about=about)
    assert {line: column for line, _outcome, column, _text in told(job)} == {4: "counted", 5: "part", 6: "part"}
    with system_scope("test"):
        assert dict(opened.lines.values_list("part__number", "counted")) == {
            shop.pads.number: 4,
            shop.filter.number: None,
        }
        assert StockCount.objects.get().by_ledger == 5
    # The same file again counts nothing again; another firm's list, and one that is done, are refused whole.
    send(cast, cast.dealer_nairobi, COUNTS, content.encode(), about=about, key="again")
    with system_scope("test"):
        assert StockCount.objects.count() == 1
    assert send(cast, cast.dealer_almaty, COUNTS, content.encode(), about=about).status == "failed"
    take(shop, opened, "finish")
    assert send(cast, cast.dealer_nairobi, COUNTS, content.encode(), about=about, key="late").status == "failed"
    page = sign_in(cast.dealer_nairobi)
    assert "Counts from a file" in sound(page.get(reverse("parts:count-import", args=[opened.number])))


def test_labels_are_codes_that_scanners_read(shop: Shop, opened: StockTake, sign_in: SignIn) -> None:
    with system_scope("test"):
        place = reverse("parts:bin-labels", args=[BinBalance.objects.get(part=shop.pads).bin_id])
    page = sign_in(shop.cast.dealer_nairobi)
    square, lines = sound(page.get(place)), sound(page.get(place, {"code": "code128"}))
    assert square.count("<svg") == lines.count("<svg")
    widths = re.findall(r"M(\d+) 0h(\d+)v", lines[lines.index("Zint") :].split("</svg>")[0])
    image = np.full((60, 20 + max(int(x) + int(w) for x, w in widths)), 255, np.uint8)
    for x, w in widths:
        image[:, int(x) : int(x) + int(w)] = 0
    assert zxingcpp.read_barcode(image).text in {shop.pads.number, shop.filter.number}


def test_labels_of_a_full_bin_go_on_page_by_page(shop: Shop, opened: StockTake, sign_in: SignIn) -> None:
    """A bin of hundreds lost what came after its first two hundred, and nobody was told."""
    with system_scope("test"):
        first = BinBalance.objects.filter(part=shop.pads).values().get()
        made = Part.objects.bulk_create(
            Part(manufacturer=shop.cast.maker_hanhai, number=f"LB-{n:03}", name="Clip") for n in range(230)
        )
        rows = [first | {"id": None, "part_id": part.pk, "part_number": part.number} for part in made]
        BinBalance.objects.bulk_create(BinBalance(**row) for row in rows)
        total = BinBalance.objects.filter(bin_id=first["bin_id"], on_hand__gt=0).count()
    page, address, seen = sign_in(shop.cast.dealer_nairobi), reverse("parts:bin-labels", args=[first["bin_id"]]), []
    place = f"{address}?code=code128"
    while place:
        text = sound(page.get(place))
        seen += re.findall(r"LB-\d{3}", re.sub("<svg.*?</svg>", "", text, flags=re.S))
        assert text.count("<svg") > 0
        following = re.search(r'rel="next" href="([^"]*)"', text)
        place = address + unescape(following[1]) if following else ""
    assert sorted(set(seen)) == [part.number for part in made]
    assert total > 230

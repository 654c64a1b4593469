"""Orders in the browser: what each side sees, fills in and is told."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from apps.organizations.models import Appointment
from apps.organizations.scope import system_scope
from apps.parts import services
from apps.parts.models import OrderLine, PartsOrder, StockBalance
from tests.parts.conftest import Shop, SignIn, queries_of, sound


@pytest.fixture
def dealer(shop: Shop, sign_in: SignIn) -> Client:
    return sign_in(shop.cast.dealer_nairobi)


@pytest.fixture
def maker(shop: Shop, sign_in: SignIn) -> Client:
    return sign_in(shop.cast.maker_hanhai)


def appointment(shop: Shop) -> Appointment:
    with system_scope("test"):
        return Appointment.objects.get(dealer=shop.cast.dealer_nairobi, manufacturer=shop.cast.maker_hanhai)


def order_data(shop: Shop, *lines: tuple[str, Any], **more: Any) -> dict[str, Any]:
    data = {
        "appointment": appointment(shop).pk,
        "priority": "vor",
        "note": "",
        "request_key": str(uuid4()),
        "lines-TOTAL_FORMS": max(3, len(lines)),
        "lines-INITIAL_FORMS": 0,
    }
    for n, (number, quantity) in enumerate(lines):
        data |= {f"lines-{n}-number": number, f"lines-{n}-quantity": quantity}
    return data | more


def act(browser: Client, order: PartsOrder, verb: str, **data: Any) -> HttpResponse:
    return browser.post(f"/parts/orders/{order.number}/{verb}/", data)


def fresh(order: PartsOrder) -> PartsOrder:
    with system_scope("test"):
        order.refresh_from_db()
        return order


def lines_of(order: PartsOrder) -> list[OrderLine]:
    with system_scope("test"):
        return list(OrderLine.objects.filter(order=order).order_by("id"))


def test_the_dealer_orders_and_the_maker_sees_it_due(shop: Shop, dealer: Client, maker: Client) -> None:
    assert "Hanhai Motor" in sound(dealer.get(reverse("parts:order-new")))
    # A number as typed on a phone: lower case, spaces around.
    data = order_data(shop, (" 8450-03100a ", 4), ("2810-11000", 10))
    response = dealer.post(reverse("parts:order-new"), data, follow=True)
    assert response.redirect_chain
    assert "was sent to the manufacturer" in sound(response)
    with system_scope("test"):
        order = PartsOrder.objects.get()
    assert (order.status, order.priority) == ("submitted", "vor")
    queue = sound(maker.get(reverse("parts:orders")))
    assert order.number in queue
    assert "Savanna Motors" in queue
    assert "left" in queue


def test_the_same_form_twice_makes_one_order(shop: Shop, dealer: Client) -> None:
    data = order_data(shop, ("2810-11000", 1))
    first, second = (dealer.post(reverse("parts:order-new"), data) for _ in range(2))
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    with system_scope("test"):
        assert PartsOrder.objects.count() == 1


@pytest.mark.parametrize(
    ("quantity", "words"),
    [
        *((value, "from 1 to 10000") for value in ("0", "-1", "1000000000", "٣٣٣٣٣٣", "")),
        *((value, f"“{value}” is no whole number") for value in ("many", "1.5", "²")),
        ("1.000", "“1.000” can be read as 1000 or as 1"),
    ],
)
def test_impossible_quantities_are_told_beside_the_field(shop: Shop, dealer: Client, quantity: str, words: str) -> None:
    response = dealer.post(reverse("parts:order-new"), order_data(shop, ("2810-11000", quantity)))
    assert response.status_code == 422
    page = sound(response)
    assert words in page
    with system_scope("test"):
        assert not PartsOrder.objects.exists()


@pytest.mark.parametrize("number", ["LT-77.001", "NO-SUCH", "𝔞𝔟𝔠", "'; DROP TABLE", "x" * 60])
def test_numbers_out_of_the_makers_catalogue(shop: Shop, dealer: Client, number: str) -> None:
    response = dealer.post(reverse("parts:order-new"), order_data(shop, (number, 1)))
    assert response.status_code == 422
    assert "catalogue" in sound(response)


def test_an_empty_form_and_a_broken_one(shop: Shop, dealer: Client) -> None:
    assert "The order is empty" in sound(dealer.post(reverse("parts:order-new"), order_data(shop)))
    for broken in ({}, {"lines-TOTAL_FORMS": "x"}, {"lines-TOTAL_FORMS": "99999999"}, {"note": "7\x00"}):
        data = order_data(shop, ("2810-11000", 1)) | broken if broken else {}
        response = dealer.post(reverse("parts:order-new"), data)
        assert response.status_code == 422, broken


def test_more_lines_without_scripts_keep_what_was_typed(shop: Shop, dealer: Client) -> None:
    data = order_data(shop, ("2810-11000", "many"), ("", ""), ("8450-03100A", 2), add="1", note="urgent")
    page = sound(dealer.post(reverse("parts:order-new"), data))
    assert 'value="2810-11000"' in page
    assert 'value="many"' in page
    assert "urgent" in page
    assert data["request_key"] in page
    assert "There is a problem" not in page
    assert 'name="lines-4-number"' in page


def test_a_draft_is_kept_changed_and_sent(shop: Shop, dealer: Client, maker: Client) -> None:
    dealer.post(reverse("parts:order-new"), order_data(shop, ("2810-11000", 1), draft="1"))
    with system_scope("test"):
        order = PartsOrder.objects.get()
    assert order.status == "draft"
    # A draft is the dealer's own business.
    assert maker.get(order.get_absolute_url()).status_code == 404
    edit = reverse("parts:order-edit", args=[order.number])
    assert "2810-11000" in sound(dealer.get(edit))
    change = order_data(shop, ("3610-20500", 2), version=order.version, priority="stock")
    assert dealer.post(edit, change).status_code == 302
    assert dealer.post(edit, change).status_code == 409
    assert act(dealer, order, "submit", version=fresh(order).version).status_code == 302
    again = act(dealer, order, "submit", version=order.version)
    assert again.status_code == 409
    assert "Nothing was changed" in sound(again)
    assert [line.quantity for line in lines_of(order)] == [2]
    assert dealer.get(edit).status_code == 409


def test_from_confirmation_to_shelf(shop: Shop, dealer: Client, maker: Client) -> None:
    order = shop.submitted(at=timezone.now() - timedelta(hours=1))
    pads, oil = lines_of(order)
    page = sound(maker.get(order.get_absolute_url()))
    assert "Promise a day" in page
    day = (timezone.now() + timedelta(days=5)).date().isoformat()
    response = act(maker, order, "confirm", version=order.version, **{f"promised_{pads.pk}": day})
    assert response.status_code == 302
    assert fresh(order).status == "submitted"
    sent = {f"quantity_{pads.pk}": 1, f"quantity_{oil.pk}": 10, "tracking": "AWB 1"}
    assert act(maker, order, "dispatch", version=order.version, **sent).status_code == 302
    assert [line.quantity for line in lines_of(order)] == [3, 10, 1]
    piece = lines_of(order)[2]
    page = sound(dealer.get(order.get_absolute_url()))
    assert "AWB 1" in page
    got = {f"quantity_{piece.pk}": 1, f"quantity_{oil.pk}": 9, "version": fresh(order).version}
    assert act(dealer, order, "receive", **got).status_code == 302
    with system_scope("test"):
        assert dict(StockBalance.objects.values_list("part_id", "on_hand")) == {shop.pads.pk: 1, shop.filter.pk: 9}


def test_what_hinders_is_told_on_the_orders_page(shop: Shop, dealer: Client, maker: Client) -> None:
    order = shop.submitted(at=timezone.now() - timedelta(hours=1))
    pads, _oil = lines_of(order)
    field = f"promised_{pads.pk}"
    for verb, data, words in (
        ("confirm", {field: "2020-01-01"}, "is past for part"),
        ("confirm", {field: "soon"}, "“soon” is no date: write it as"),
        ("confirm", {}, "Nothing was filled in"),
        ("dispatch", {f"quantity_{pads.pk}": 5}, "from 1 to 4"),
        ("dispatch", {f"quantity_{pads.pk}": 0}, "from 1 to 4"),
        ("cancel", {"lines": [pads.pk], "reason": "other"}, "few words"),
        ("cancel", {"lines": ["x"], "reason": "other"}, "valid choice"),
    ):
        response = act(maker, order, verb, version=order.version, **data)
        assert response.status_code == 422, (verb, data)
        assert words in sound(response), (verb, data)
    assert fresh(order).version == order.version


def test_two_people_at_once_the_second_sees_the_newer_state(shop: Shop, dealer: Client, maker: Client) -> None:
    order = shop.submitted(at=timezone.now() - timedelta(hours=1))
    pads, oil = lines_of(order)
    seen = order.version
    gone = {"lines": [pads.pk, oil.pk], "reason": "not_needed", "version": seen}
    assert act(dealer, order, "cancel", **gone).status_code == 302
    response = act(maker, order, "dispatch", version=seen, **{f"quantity_{pads.pk}": 4})
    assert response.status_code == 409
    page = sound(response)
    assert "Somebody changed this order" in page
    assert "No longer needed" in page


def test_the_dealer_reports_and_the_maker_contests(shop: Shop, dealer: Client, maker: Client) -> None:
    order = shop.submitted((shop.filter, 5), at=timezone.now() - timedelta(days=3))
    (line,) = lines_of(order)
    sent = {"order": order, "line_ids": [line.pk], "tracking": "AWB 1", "at": timezone.now() - timedelta(days=2)}
    shop.as_maker(services.dispatch_lines, **sent)
    page = sound(dealer.get(order.get_absolute_url()))
    assert "Report lost, damaged or wrong parts" in page
    told = {"version": fresh(order).version, f"quantity_{line.pk}": "2", "problem": "damaged", "note": "short"}
    refused = act(dealer, order, "report", **told)
    assert (refused.status_code, "says too little" in sound(refused)) == (422, True)
    told["note"] = "Two filters are dented, see the waybill"
    done = dealer.post(f"/parts/orders/{order.number}/report/", told, follow=True)
    assert "owes these parts again" in sound(done)
    assert [(row.quantity, row.status) for row in lines_of(order)] == [
        (2, "submitted"),
        (2, "reported"),
        (3, "dispatched"),
    ]
    page = sound(maker.get(order.get_absolute_url()))
    assert "Two filters are dented" in page
    (failed,) = [row.pk for row in lines_of(order) if row.status == "reported"]
    objection = {"version": fresh(order).version, "lines": [failed], "note": "They left us whole, photo at hand"}
    assert "stands beside the report" in sound(
        maker.post(f"/parts/orders/{order.number}/contest/", objection, follow=True)
    )
    for browser in (dealer, maker):
        page = sound(browser.get(order.get_absolute_url()))
        assert "They left us whole, photo at hand" in page
        assert "Contest the report" not in page


def test_strangers_find_nothing(shop: Shop, sign_in: SignIn) -> None:
    order, cast = shop.submitted(at=timezone.now()), shop.cast
    for stranger in (cast.dealer_almaty, cast.maker_lanting, cast.regulator_kz):
        browser = sign_in(stranger)
        assert browser.get(order.get_absolute_url()).status_code == 404
        assert order.number not in browser.get(reverse("parts:orders"), {"sort": "-ordered"}).content.decode()
    for verb in ("submit", "receive", "cancel", "edit"):
        assert act(sign_in(cast.dealer_almaty), order, verb).status_code == 404
    for verb in ("confirm", "dispatch", "cancel"):
        assert act(sign_in(cast.maker_lanting), order, verb).status_code == 404
    amina = Client()
    amina.force_login(cast.amina, backend="django.contrib.auth.backends.ModelBackend")
    assert amina.get(order.get_absolute_url()).status_code == 403
    assert Client().get(order.get_absolute_url()).status_code == 302


def test_regulators_look_on(shop: Shop, sign_in: SignIn) -> None:
    order, cast = shop.submitted(at=timezone.now()), shop.cast
    for regulator in (cast.regulator_ke, cast.authority):
        browser = sign_in(regulator)
        assert order.number in sound(browser.get(reverse("parts:orders")))
        page = sound(browser.get(order.get_absolute_url()))
        assert "8450-03100A" in page
        assert 'name="version"' not in page
        assert act(browser, order, "cancel").status_code == 403


def test_filters(shop: Shop, dealer: Client, maker: Client) -> None:
    old = shop.submitted((shop.pump, 1), at=timezone.now() - timedelta(days=30), priority="vor")
    new = shop.submitted((shop.pads, 1), at=timezone.now())

    def found(browser: Client, **query: Any) -> set[str]:
        page = sound(browser.get(reverse("parts:orders"), query))
        return {order.number for order in (old, new) if order.number in page.partition("<tbody>")[2]}

    assert found(maker) == {old.number, new.number}
    assert found(maker, due="late") == {old.number}
    assert found(maker, due="soon") <= {new.number}
    assert found(maker, priority="vor", country="ke", dealer="savanna") == {old.number}
    assert found(maker, part="8450-03100a") == {new.number}
    assert found(dealer, number=new.number.lower()) == {new.number}
    assert found(dealer, manufacturer="hanhai", state="open") == {old.number, new.number}
    assert found(dealer, state="over") == set()
    # A value that is none is told in the filter's form and filters nothing.
    assert found(dealer, manufacturer="no-such", priority="x") == {old.number, new.number}


def test_odd_addresses_are_no_errors(shop: Shop, dealer: Client) -> None:
    assert dealer.get(reverse("parts:orders"), {"cursor": "rubbish"}).status_code == 404
    assert dealer.get("/parts/orders/%00/").status_code == 404
    assert dealer.get(reverse("parts:order", args=["PO-NONE"])).status_code == 404
    assert dealer.get(reverse("parts:orders"), {"number": "\x00", "priority": "\x00"}).status_code == 200


def test_a_list_costs_the_same_however_long(shop: Shop, maker: Client, dealer: Client) -> None:
    def costs() -> list[int]:
        return [queries_of(browser, reverse("parts:orders")) for browser in (maker, dealer)]

    shop.submitted((shop.pads, 1), at=timezone.now())
    short = costs()
    for n in range(12):
        shop.submitted((shop.pads, 1), (shop.filter, 2), at=timezone.now() - timedelta(days=n))
    assert costs() == short
    assert max(short) <= 20


def test_an_order_costs_the_same_however_many_lines(shop: Shop, maker: Client, dealer: Client) -> None:
    with system_scope("test"):
        parts = [
            services.add_part(manufacturer_id=shop.cast.maker_hanhai.pk, number=f"N{n}", name="x") for n in range(20)
        ]
    small = shop.submitted((parts[0], 1), at=timezone.now())
    large = shop.submitted(*((part, 1) for part in parts), at=timezone.now())
    for browser in (maker, dealer):
        cost = queries_of(browser, small.get_absolute_url())
        # Its dealer is told who else has the parts: three queries in a scope of their own.
        assert queries_of(browser, large.get_absolute_url()) == cost <= (34 if browser is dealer else 27)


def test_the_lines_of_orders_are_a_file_for_whoever_reads_them(shop: Shop, sign_in: SignIn) -> None:
    order = shop.submitted((shop.pads, 2), (shop.filter, 1), claim_number="C-1")
    shop.submitted((shop.pump, 1), priority="vor")

    def told(who: Any, **query: str) -> list[list[str]]:
        answer = sign_in(who).get(reverse("parts:orders-export", args=["csv"]), query)
        return list(csv.reader(b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()))

    head, *rows = told(shop.cast.dealer_nairobi)
    assert len(rows) == 3 and rows[-1][-1] == "C-1" and head[-1] == "claim"
    head, *rows = told(shop.cast.maker_hanhai, number=order.number)
    assert ([row[6:9] for row in rows], "claim" in head) == (
        [[shop.pads.number, shop.pads.name, "2"], [shop.filter.number, shop.filter.name, "1"]], False,
    )  # fmt: skip
    assert told(shop.cast.dealer_almaty)[1:] == []
    assert rows_of(sign_in(shop.cast.regulator_ke), "orders") == 4
    for listed in ("backorders", "catalogue"):
        assert rows_of(sign_in(shop.cast.dealer_nairobi), listed) > 1


def rows_of(browser: Client, listed: str) -> int:
    """The rows of a list as a workbook, with its heading."""
    book = browser.get(reverse(f"parts:{listed}-export", args=["xlsx"])).content
    return len(CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python())

"""What ordered parts cost: expected, confirmed, and never more than the dealer could still say no to."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.core.errors import Conflict, Refused
from apps.core.money import Money
from apps.notifications.models import OutboxEvent
from apps.organizations.scope import acting_as, system_scope
from apps.parts import services
from apps.parts.models import LinePrice, OrderPaper, PartsOrder
from apps.parts.paper_files import read_all
from apps.parts.pricing import TIME_TO_CANCEL, Said, holds_from, in_force
from apps.parts.selectors.order_prices import costs_of_claim, expected_prices, priced, sums
from tests.cast import NOW
from tests.parts.conftest import Shop, SignIn, sound
from tests.parts.papers import PDF, pdf
from tests.parts.saying import TODAY
from tests.parts.test_api import Keyed
from tests.parts.test_problems import TOLD, dispatch, ordered_line, piece

DAY = timedelta(days=1)
LEAVES = date(2026, 3, 20)


def kes(amount: str) -> Money:
    return Money(Decimal(amount), "KES")


@pytest.fixture
def listed(shop: Shop) -> Shop:
    """Filters cost 100 shillings in Kenya, 9 dollars elsewhere; pads have no price."""
    for amount, currency, market in (("9", "USD", ""), ("100", "KES", "KE")):
        shop.as_maker(
            services.set_price, part=shop.filter, amount=Decimal(amount), currency=currency, market=market,
            valid_from=TODAY - DAY,
        )  # fmt: skip
    return shop


def confirm(shop: Shop, order: PartsOrder, at: datetime, price: Money | None = None, **why: Any) -> PartsOrder:
    line = ordered_line(order).pk
    given = {"promised": {line: LEAVES}, "prices": {line: price} if price else None, **why}
    done: PartsOrder = shop.as_maker(services.confirm_lines, order=order, at=at, **given)
    return done


def costs(order: PartsOrder) -> list[Money | None]:
    with system_scope("test"):
        lines = order.lines.select_related("problem").order_by("id")
        return [row.each for row in priced(lines).values()]


def test_the_catalogues_price_of_the_day_of_the_order_is_what_is_confirmed(listed: Shop) -> None:
    order = listed.submitted((listed.filter, 5), (listed.pads, 2))
    listed.as_maker(
        services.set_price, part=listed.filter, amount=Decimal(130), currency="KES", market="KE", valid_from=TODAY
    )
    with system_scope("test"):
        oil, pads = order.lines.order_by("part__number")
    order = listed.as_maker(services.confirm_lines, order=order, promised={oil.pk: LEAVES, pads.pk: LEAVES})
    with system_scope("test"):
        kept = list(LinePrice.objects.order_by("id").values_list("line", "basis", "amount", "currency", "reason"))
        assert kept == [(oil.pk, basis, Decimal(100), "KES", "") for basis in ("expected", "confirmed")]
        assert sums(priced(order.lines.all()).values()) == [kes("500")]
        found = expected_prices([listed.filter.pk, listed.pads.pk], market="UZ", on=TODAY)
        assert found == {listed.filter.pk: Money(Decimal(9), "USD")}


def test_another_price_has_a_reason_and_is_told(listed: Shop) -> None:
    order = listed.submitted((listed.filter, 5))
    for price, why, field in (
        (kes("120"), {}, "price_reason"),
        (kes("120"), {"price_reason": "whim"}, "price_reason"),
        (kes("120"), {"price_reason": "other"}, "note"),
        (kes("0"), {"price_reason": "list"}, f"price_{ordered_line(order).pk}"),
        (kes("1.005"), {"price_reason": "list"}, f"price_{ordered_line(order).pk}"),
        (Money(Decimal(9), "XXQ"), {"price_reason": "list"}, f"currency_{ordered_line(order).pk}"),
    ):
        with pytest.raises(Refused) as refused:
            confirm(listed, order, NOW, price, **why)
        assert refused.value.field == field
    order = confirm(listed, order, NOW, kes("120"), price_reason="freight")
    order = confirm(listed, order, NOW, kes("120"), price_reason="freight")
    with system_scope("test"):
        assert list(LinePrice.objects.values_list("amount", "reason")) == [(100, ""), (120, "freight")]
        assert OutboxEvent.objects.filter(topic="order.priced").count() == 1
    order = listed.as_dealer(services.cancel_lines, order=order, reason="not_needed", at=NOW + DAY / 2)
    assert order.status == "cancelled"
    with system_scope("test"):
        assert sums(priced(order.lines.all()).values()) == []


@pytest.mark.parametrize(("hours", "cost"), [(1, "100"), (23, "100"), (24, "120"), (99, "120")])
def test_a_dearer_price_holds_only_when_the_dealer_had_a_day_to_cancel(listed: Shop, hours: int, cost: str) -> None:
    order = confirm(listed, listed.submitted((listed.filter, 5)), NOW, kes("120"), price_reason="list")
    order = dispatch(listed, order, at=NOW + timedelta(hours=hours))
    assert costs(order) == [kes(cost)]


def test_each_piece_costs_what_held_when_it_left(listed: Shop) -> None:
    order = listed.submitted((listed.filter, 5))
    order = dispatch(listed, order, at=NOW + DAY, quantity=2)
    order = confirm(listed, order, NOW + 2 * DAY, kes("90"), price_reason="agreed")
    order = dispatch(listed, order, at=NOW + 2 * DAY)
    assert costs(order) == [kes("90"), kes("100")]
    first = piece_of(order, 2)
    order = listed.as_dealer(
        services.report_over, order=order, quantities={first: 1}, note=TOLD, would_keep=True, at=NOW + 4 * DAY
    )
    extra = piece(order, "over").pk
    order = listed.as_maker(services.keep_over, order=order, line_ids=[extra], at=NOW + 5 * DAY)
    with system_scope("test"):
        assert sums(priced(order.lines.select_related("problem")).values()) == [kes("560")], "3 and 1 at 90, 2 at 100"


def piece_of(order: PartsOrder, quantity: int) -> int:
    with system_scope("test"):
        return int(order.lines.get(quantity=quantity).pk)


def test_what_a_request_paid_for_a_part(listed: Shop) -> None:
    order = listed.submitted((listed.filter, 1), claim_number="C-1")
    listed.submitted((listed.filter, 1), claim_number="C-2")
    confirm(listed, order, NOW, kes("80"), price_reason="agreed")
    dealer = listed.cast.dealer_nairobi
    with acting_as(listed.cast.scope(dealer)):
        said = [costs_of_claim(dealer_id=dealer.pk, claim_number=name).values() for name in ("C-1", "C-2", "C-3")]
    assert [[row.each for row in rows] for rows in said] == [[kes("80")], [kes("100")], []]


_MONEY = st.builds(Money, st.integers(1, 4).map(Decimal), st.sampled_from(["KES", "USD"]))


@settings(max_examples=60, deadline=None)
@given(said=st.lists(st.tuples(_MONEY, st.integers(0, 40)), max_size=5), left=st.integers(0, 120))
def test_no_piece_costs_more_than_its_dealer_could_refuse(said: list[tuple[Money, int]], left: int) -> None:
    """Whatever is said: no price said within the day before a piece left is dearer than what held before it."""
    moment, prices = NOW + timedelta(hours=left), []
    for money, hours in said:
        prices.append(Said(money, (prices[-1].at if prices else NOW) + timedelta(hours=hours)))
    paid = in_force(prices, moment)
    earlier = [price for price in prices if price.at + TIME_TO_CANCEL <= moment]
    base = in_force(earlier, moment)
    assert (paid is None) == (not [price for price in prices[:1] if price.at <= moment])
    if base is not None and paid is not None:
        assert paid.currency == base.currency and paid.amount <= base.amount
    assert in_force(prices, None) == (prices[-1].money if prices else None)
    assert all(holds_from(price, None) == price.at for price in prices)


def test_prices_on_pages_and_over_the_api(listed: Shop, sign_in: SignIn) -> None:
    draft = listed.draft((listed.filter, 5))
    dealer, maker = sign_in(listed.cast.dealer_nairobi), sign_in(listed.cast.maker_hanhai)
    asked = {
        "appointment": dealer.get("/parts/orders/new/").context["form"].fields["appointment"].choices[0][0],
        "priority": "daily", "request_key": "0f0f0f0f-1111", "price": "1", "lines-TOTAL_FORMS": "1",
        "lines-INITIAL_FORMS": "0", "lines-0-number": listed.filter.number, "lines-0-quantity": "3",
    }  # fmt: skip
    assert "KES\u00a0300.00" in sound(dealer.post("/parts/orders/new/", asked)), "shown before it is ordered"
    page = sound(dealer.get(draft.get_absolute_url()))
    assert "Expected sum" in page and "KES\u00a0500.00" in page
    order = listed.as_dealer(services.submit_order, order=draft)
    line = ordered_line(order).pk
    given = {
        "version": order.version,
        f"promised_{line}": "2027-03-20",
        f"price_{line}": "1,200",
        f"currency_{line}": "KES",
    }
    answer = maker.post(f"/parts/orders/{order.number}/confirm/", given)
    assert answer.status_code == 422 and "1,200" in sound(answer)
    answer = maker.post(f"/parts/orders/{order.number}/confirm/", given | {f"price_{line}": "120.00"})
    assert answer.status_code == 422 and "Choose the reason" in sound(answer)
    more = {f"price_{line}": "120.00", "price_reason": "exchange"}
    assert maker.post(f"/parts/orders/{order.number}/confirm/", given | more).status_code == 302
    page = sound(dealer.get(order.get_absolute_url()))
    assert "Rate of exchange" in page and "KES\u00a0600.00" in page and "Holds for what leaves from" in page
    shown = Keyed(listed.cast.dealer_nairobi).get(f"orders/{order.number}/").json()
    assert shown["sums"] == [{"amount": "600.000", "currency": "KES"}]
    assert [row["basis"] for row in shown["lines"][0]["prices"]] == ["expected", "confirmed"]
    software = Keyed(listed.cast.maker_hanhai)
    again = {"lines": [{"line": line, "promised_on": "2027-03-20", "price": "110.00", "currency": "KES"}]}
    refused = software.post(f"orders/{order.number}/confirm/", **again)
    assert refused.status_code == 400 and "price_reason" in refused.content.decode()
    assert software.post(f"orders/{order.number}/confirm/", **again, price_reason="agreed").status_code == 200


def test_prices_are_read_by_the_two_firms_and_nobody_else(listed: Shop, sign_in: SignIn) -> None:
    order = listed.submitted((listed.filter, 2))
    order = confirm(listed, order, NOW + DAY, kes("117.25"), price_reason="freight", note="By air")
    bill, way = read_all([pdf("bill.pdf"), pdf("way.pdf", PDF + b"\n")], field="f")
    papers = [bill.as_a("invoice"), way.as_a("waybill")]
    order = listed.as_maker(
        services.dispatch_lines, order=order, line_ids=[ordered_line(order).pk], tracking="AWB 1", files=papers,
        at=NOW + 2 * DAY,
    )  # fmt: skip
    cast, where = listed.cast, f"/api/v1/orders/{order.number}/"
    with system_scope("test: the invoice"):
        invoice = OrderPaper.objects.select_related("order").get(kind="invoice").get_absolute_url()
    for firm, reads in ((cast.dealer_nairobi, True), (cast.maker_hanhai, True), (cast.regulator_ke, False)):
        browser = sign_in(firm)
        page, told = sound(browser.get(order.get_absolute_url())), browser.get(where).json()
        (line,) = told["lines"]
        assert ("117.25" in page, "Price of one" in page, "bill.pdf" in page, "way.pdf" in page) == (reads,) * 3 + (
            True,
        )
        assert (bool(told["sums"]), line["price"] is not None, bool(line["prices"])) == (reads,) * 3
        assert "117.25" not in str(told["events"])
        assert browser.get(invoice).status_code == (200 if reads else 404)
        with acting_as(cast.scope(firm)):
            assert LinePrice.objects.filter(line__order=order).exists() == reads
    # Sent twice it is one; with another price it is another content all the same.
    other = listed.submitted((listed.filter, 1))
    promised = {ordered_line(other).pk: LEAVES}
    again: dict[str, Any] = {"promised": promised, "price_reason": "freight", "note": "By air", "key": "p"}
    first, second = ({ordered_line(other).pk: kes(amount)} for amount in ("117.25", "120"))
    for _ in range(2):
        listed.as_maker(services.confirm_lines, order=other, at=NOW + DAY, prices=first, **again)
    with pytest.raises(Conflict, match="key"):
        listed.as_maker(services.confirm_lines, order=other, at=NOW + DAY, prices=second, **again)

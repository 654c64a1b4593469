"""Lists sorted by their headings: right over pages and both ways, by an index each, and never more than is seen."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model, Q
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from apps.claims.models import Claim
from apps.core.list_orders import ListOrder
from apps.core.pagination import page_of
from apps.desks.lists import DeskList, desk_lists
from apps.disputes.models import Escalation, Objection
from apps.exports.models import ConductEntry, Finding, Letter, OrphanReport, Recall
from apps.organizations.scope import Side, acting_as, system_scope
from apps.parts.models import Core, Part, PartRequest, PartReturn, PartsOrder, StockBalance, Transfer
from apps.settlements.models import Batch, Estimate, Settlement
from apps.vehicles.models import Vehicle
from tests.cast import Cast
from tests.factories import make_vehicle
from tests.pages import browser

MODELS: dict[str, type[Model]] = {
    "claims:list": Claim,
    "workshop:queue": Claim,
    "vehicles:list": Vehicle,
    "parts:catalogue": Part,
    "parts:stock": StockBalance,
    "parts:orders": PartsOrder,
    "parts:transfers": Transfer,
    "parts:partrequests": PartRequest,
    "parts:returns": PartReturn,
    "parts:cores": Core,
    "settlements:settlements": Settlement,
    "settlements:estimates": Estimate,
    "settlements:batches": Batch,
    "disputes:objections": Objection,
    "disputes:escalations": Escalation,
    "exports:letters": Letter,
    "exports:findings": Finding,
    "exports:orphans": OrphanReport,
    "exports:recalls": Recall,
    "exports:conduct": ConductEntry,
}
#: What a side's own rows are found by. A dealer's catalogue is that of several makers; letters and recalls have several
#: countries and are found through a table of them.
COLUMNS = {Side.DEALER: "dealer", Side.MANUFACTURER: "manufacturer", Side.REGULATOR: "country", Side.AUTHORITY: ""}
WHOLE = {("parts:catalogue", Side.DEALER), ("exports:letters", Side.REGULATOR)}
WHOLE |= {("exports:recalls", side) for side in (Side.DEALER, Side.REGULATOR)}
#: What a list shows by itself.
SHOWN = {"workshop:queue": Q(closed_at__isnull=True)}
#: Read by another index and sorted, or counted anew; why stands where the list is named.
SORTED = {("workshop:queue", "filed"), *(("parts:backorders", name) for name in ("still", "number", "cars"))}
SORTED |= {("parts:backorders", name) for name in ("units", "days")}


def orders() -> list[tuple[DeskList, ListOrder]]:
    return [(listed, order) for listed in desk_lists().values() for order in listed.orders]


@pytest.mark.parametrize(("listed", "order"), orders(), ids=lambda each: getattr(each, "route", "") or each.name)
def test_each_order_is_an_index_of_each_side(listed: DeskList, order: ListOrder) -> None:
    if (listed.route, order.name) in SORTED:
        return
    shown = order.only or SHOWN.get(listed.route)
    for side in set(order.sides or listed.sides) & set(COLUMNS) & set(listed.sides):
        column = "" if (listed.route, side) in WHOLE else COLUMNS[side]
        wanted = [*([column] if column else []), *order.key]
        found = [fields for fields, condition in _indexes(MODELS[listed.route]) if condition in (None, shown)]
        assert any(_serves(fields, wanted) for fields in found), (listed.route, order.name, side)


def _indexes(model: type[Model]) -> list[tuple[list[str], Q | None]]:
    found = [(list(index.fields), index.condition) for index in model._meta.indexes]
    return found + [([field.name], None) for field in model._meta.fields if field.unique]


def _serves(fields: list[str], wanted: list[str]) -> bool:
    """Whether an index of these columns is walked in the order of ``wanted``, forwards or backwards."""
    plain = [name.removeprefix("-") for name in fields]
    directions = {name.startswith("-") for name in fields if name.removeprefix("-") in wanted[-2:]}
    return plain[: len(wanted)] == wanted and len(directions) == 1


@pytest.fixture
def shelves(cast: Cast) -> Cast:
    """Forty parts in the stock of Nairobi, with few different numbers on hand and few different names."""
    with system_scope("test: a stock"):
        parts = Part.objects.bulk_create(
            Part(manufacturer=cast.maker_hanhai, number=f"P-{number * 7 % 40:03}", name=f"Filter {number % 3}")
            for number in range(40)
        )
        StockBalance.objects.bulk_create(
            StockBalance(
                dealer=cast.dealer_nairobi,
                manufacturer=cast.maker_hanhai,
                country="KE",
                part=part,
                part_number=part.number,
                on_hand=number % 4,
            )
            for number, part in enumerate(parts)
        )
    return cast


@pytest.mark.parametrize("sort", ["number", "-number", "on_hand", "-on_hand"])
@pytest.mark.parametrize(("route", "model"), [("parts:stock", StockBalance), ("parts:catalogue", Part)])
def test_pages_follow_each_other_in_order_both_ways(shelves: Cast, route: str, model: type[Model], sort: str) -> None:
    if model is Part:
        sort = sort.replace("on_hand", "name")
    listed = desk_lists()[route]
    with acting_as(shelves.scope(shelves.dealer_nairobi)):
        asked, pages = _asked(listed, sort, shelves), []
        rows = model._default_manager.all()
        while True:
            page = page_of(asked[0], rows, ordering=asked[1].columns, size=7)
            pages.append([row.pk for row in page.items])
            if page.next_cursor is None:
                break
            asked = _asked(listed, sort, shelves, cursor=page.next_cursor)
        expected = list(rows.order_by(*asked[1].columns).values_list("pk", flat=True))
        assert [pk for each in pages for pk in each] == expected
        assert len(expected) == 40
        opposite = _asked(listed, sort[1:] if sort[0] == "-" else f"-{sort}", shelves)[1].columns
        assert list(rows.order_by(*opposite).values_list("pk", flat=True)) == expected[::-1]
        back = _asked(listed, sort, shelves, cursor=page.previous_cursor)
        assert [row.pk for row in page_of(back[0], rows, ordering=back[1].columns, size=7).items] == pages[-2]


def _asked(listed: DeskList, sort: str, cast: Cast, **more: str) -> tuple[Any, Any]:
    request: Any = RequestFactory().get("/", {"sort": sort, **more})
    request.actor = cast.actor(cast.dealer_nairobi)
    return request, listed.asked(request)


def heads(client: Client, address: str) -> dict[str, str]:
    """What each heading that sorts says of itself, by what it is called."""
    page = client.get(address).content.decode()
    return {label: state for state, label in re.findall(r'aria-sort="(\w+)"><a href="[^"]*">([^<]+)<', page)}


def test_headings_say_how_the_list_is_sorted_and_keep_its_filters(shelves: Cast) -> None:
    client = browser(shelves, shelves.dealer_nairobi)
    assert heads(client, "/parts/stock/") == {"Part": "ascending", "On hand": "none"}
    assert heads(client, "/parts/stock/?sort=-on_hand") == {"Part": "none", "On hand": "descending"}
    for nonsense in ("nonsense", "-", "--number", "on_hand;", "few", "\x00"):
        assert heads(client, f"/parts/stock/?sort={nonsense}")["Part"] == "ascending", nonsense
    page = client.get("/parts/stock/?q=P-0&sort=on_hand").content.decode()
    assert '<a href="?q=P-0&amp;sort=-on_hand">' in page
    assert '<option value="on_hand" selected>On hand: fewest first</option>' in page
    assert '<input type="hidden" name="q" value="P-0">' in page


def test_a_list_asks_as_much_whatever_its_order(shelves: Cast) -> None:
    client, counts = browser(shelves, shelves.dealer_nairobi), set()
    client.get("/parts/stock/")
    for sort in ("number", "-number", "on_hand", "-on_hand"):
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/parts/stock/?sort={sort}")
        counts.add(len(asked))
    assert len(counts) == 1


def test_every_order_of_every_list_opens_for_those_who_have_it(cast: Cast) -> None:
    people = [(cast.dealer_nairobi, Side.DEALER), (cast.maker_hanhai, Side.MANUFACTURER)]
    people += [(cast.regulator_ke, Side.REGULATOR)]
    for firm, side in people:
        client = browser(cast, firm)
        for listed, order in orders():
            if side in listed.sides:
                for sort in (order.name, f"-{order.name}"):
                    assert client.get(f"{listed.address}?sort={sort}").status_code == 200, (listed.route, sort, side)


def test_who_sees_vins_masked_is_not_told_their_order(cast: Cast) -> None:
    with system_scope("test: two cars"):
        for serial in (2, 1):
            make_vehicle(cast.maker_hanhai, dealer=cast.dealer_nairobi, serial=serial)
    regulator, dealer = browser(cast, cast.regulator_ke), browser(cast, cast.dealer_nairobi)
    assert heads(regulator, "/vehicles/?sort=vin") == {}
    assert '<option value="vin"' not in regulator.get("/vehicles/?sort=vin").content.decode()
    assert heads(dealer, "/vehicles/?sort=vin") == {"VIN": "ascending"}


def test_a_filter_that_makes_no_sense_is_told(shelves: Cast) -> None:
    page = browser(shelves, shelves.dealer_nairobi).get("/parts/catalogue/?active=maybe&sort=name")
    assert page.status_code == 200
    assert "neither true nor false" in page.content.decode()


def test_names_in_columns_of_their_own_are_not_sorted_by_others(shelves: Cast) -> None:
    client = browser(shelves, shelves.dealer_nairobi)
    assert heads(client, "/parts/catalogue/?sort=name") == {"Part": "none", "Name": "ascending"}
    client.cookies["django_language"] = "ar"
    assert list(heads(client, "/parts/catalogue/?sort=name").values()) == ["ascending"]


def test_a_kept_view_comes_back_in_its_order(shelves: Cast) -> None:
    client = browser(shelves, shelves.dealer_nairobi)
    kept = client.post("/views/keep/", {"list": "parts:stock", "name": "Most", "query": "sort=-on_hand&cursor=x"})
    assert heads(client, kept["Location"])["On hand"] == "descending"


def test_every_model_with_orders_is_looked_at() -> None:
    assert {listed.route for listed, _order in orders()} - {"parts:backorders"} == set(MODELS)
    for listed, order in orders():
        if listed.route in MODELS:
            for name in order.key:
                field: Any = MODELS[listed.route]._meta.get_field(name.removeprefix("-"))
                assert not field.null or order.only is not None, (listed.route, name)

"""Which part replaces which: chains, splits and kits, never in a circle; and what an order is told of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.core.errors import Refused
from apps.organizations.scope import system_scope
from apps.parts import selectors, services
from apps.parts.models import OrderLine, Part, PartsOrder, Supersession
from apps.parts.selectors.successions import at_the_end, counting
from tests.cast import NOW
from tests.parts.conftest import Shop, SignIn, sound
from tests.parts.saying import TODAY, another, replaced


def ahead(part: Part, on: date = TODAY) -> str:
    with system_scope("test"):
        found = selectors.forwards([part], on=on).get(part.pk)
    return found.words if found else ""


def lines(order: PartsOrder) -> dict[str, int]:
    with system_scope("test"):
        return dict(OrderLine.objects.filter(order=order).values_list("part__number", "quantity"))


def test_a_chain_is_followed_to_its_end_as_of_any_day(shop: Shop) -> None:
    b, c = another(shop, "B-1"), another(shop, "C-1")
    replaced(shop, [shop.pads], [(b, 1)], starts_on=date(2025, 3, 1))
    replaced(shop, [b], [(c, 2)], starts_on=date(2026, 3, 1))
    assert ahead(shop.pads, date(2025, 2, 28)) == ""
    assert ahead(shop.pads, date(2025, 3, 1)) == "B-1"
    assert ahead(shop.pads, date(2026, 3, 1)) == "2 × C-1"
    with system_scope("test"):
        assert [edge.new.number for edge in selectors.chain(c, on=date(2026, 3, 1))] == ["B-1", "C-1"]


def test_a_split_needs_all_and_a_kit_counts_once(shop: Shop) -> None:
    b, c, kit = another(shop, "B-1"), another(shop, "C-1"), another(shop, "KIT")
    edges = replaced(shop, [shop.pads], [(b, 1), (c, 2)])
    assert {edge.kind for edge in edges} == {Supersession.Kind.SPLIT}
    assert ahead(shop.pads) == "B-1 + 2 × C-1"
    replaced(shop, [shop.filter, shop.pump], [(kit, 1)])
    order = shop.draft((shop.filter, 3), (shop.pump, 2))
    shop.as_dealer(services.submit_order, order=order, superseded="forward")
    assert lines(order) == {"KIT": 3}


def test_a_circle_is_refused_with_its_members(shop: Shop) -> None:
    replaced(shop, [shop.pads], [(shop.filter, 1)])
    replaced(shop, [shop.filter], [(shop.pump, 1)], two_way=True)
    with pytest.raises(Refused, match="3610-20500 → 8450-03100A → 2810-11000 → 3610-20500"):
        replaced(shop, [shop.pump], [(shop.pads, 1)])
    with pytest.raises(Refused, match="in a circle"):
        replaced(shop, [shop.pads], [(shop.pads, 1)])


@settings(max_examples=15, deadline=None)
@given(edges=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=8))
def test_whatever_is_said_no_chain_comes_back(edges: list[tuple[int, int]]) -> None:
    """The rule by which a circle is found, against a second writing of it: a depth-first walk."""
    said: dict[int, set[int]] = {}

    def reaches(start: int, goal: int) -> bool:
        return start == goal or any(reaches(following, goal) for following in said.get(start, ()))

    for old, new in edges:
        if not reaches(new, old):
            said.setdefault(old, set()).add(new)
    parts = [Part(pk=n, number=f"P{n}") for n in range(5)]
    rows: dict[int, list[Supersession]] = {
        old: [Supersession(old=parts[old], new=parts[new], kind="split", starts_on=TODAY) for new in sorted(news)]
        for old, news in said.items()
    }
    for old in rows:
        ends = {part.pk for part, _count in at_the_end(parts[old], counting(rows)).new}
        assert ends == {n for n in range(5) if n not in said and reaches(old, n)}


def test_the_same_again_is_one_and_other_facts_are_told(shop: Shop) -> None:
    first = replaced(shop, [shop.pads], [(shop.filter, 1)])
    assert replaced(shop, [shop.pads], [(shop.filter, 1)]) == first
    with pytest.raises(Refused, match="already, with other facts"):
        replaced(shop, [shop.pads], [(shop.filter, 2)])
    shop.as_maker(services.end_said, row=first[0])
    assert ahead(shop.pads) == ""
    with system_scope("test"):
        assert Supersession.objects.get().ended_at == NOW  # stays on record


@pytest.mark.parametrize(
    ("old", "new", "said", "words"),
    [
        (["pads", "filter"], [("pump", 1), ("pads", 1)], {}, "Several parts for several"),
        (["pads"], [("pump", 2)], {"two_way": True}, "Only two single parts"),
        (["pads"], [("pump", 0)], {}, "write 1 to 100"),
        (["pads"], [("pump", 1)], {"stock": "x"}, "what becomes of the old part"),
        (["pads"], [], {}, "Name 1 to 30 parts"),
    ],
)
def test_what_cannot_be_said(shop: Shop, old: Any, new: Any, said: Any, words: str) -> None:
    with pytest.raises(Refused, match=words):
        replaced(shop, [getattr(shop, n) for n in old], [(getattr(shop, n), count) for n, count in new], **said)


def test_nobody_speaks_of_anothers_parts(shop: Shop) -> None:
    with pytest.raises(PermissionDenied):
        replaced(shop, [shop.pads], [(shop.lamp, 1)])
    with pytest.raises(PermissionDenied):
        shop.as_dealer(services.supersede, old=[shop.pads], new=[(shop.pump, 1)], starts_on=TODAY, stock="obsolete")


def test_an_order_is_told_and_rolls_forward_only_when_the_person_says_so(shop: Shop) -> None:
    new = another(shop, "8450-03100B", pack=4)
    replaced(shop, [shop.pads], [(new, 1)])
    order = shop.draft((shop.pads, 5), (shop.filter, 1))
    with pytest.raises(Refused, match="8450-03100A was replaced by 8450-03100B"):
        shop.as_dealer(services.submit_order, order=order)
    kept = shop.draft((shop.pads, 5))
    shop.as_dealer(services.submit_order, order=kept, superseded="keep")
    assert lines(kept) == {"8450-03100A": 5}
    shop.as_dealer(services.submit_order, order=order, superseded="forward")
    assert lines(order) == {"8450-03100B": 8, "2810-11000": 1}  # two whole packs
    with system_scope("test"):
        event = order.events.get(kind="submit")
    assert event.values["rolled"] == {"8450-03100A": "8450-03100B"}


def test_what_is_obsolete_cannot_be_kept(shop: Shop) -> None:
    replaced(shop, [shop.pads], [(shop.pump, 1)], stock="obsolete")
    order = shop.draft((shop.pads, 1), (shop.pump, 2))
    with pytest.raises(Refused, match="not supplied any more: order 3610-20500"):
        shop.as_dealer(services.submit_order, order=order, superseded="keep")
    shop.as_dealer(services.submit_order, order=order, superseded="forward")
    assert lines(order) == {"3610-20500": 3}


@pytest.mark.parametrize(
    ("said", "asked", "words"),
    [
        ({"pack": 6}, 10, "comes in packs of 6: order 12 instead of 10"),
        ({"least": 20}, 10, "is sold from 20 on: order 20 instead of 10"),
        ({"pack": 6, "least": 20}, 18, "in packs of 6, from 20 on: order 24 instead of 18"),
    ],
)
def test_quantities_that_are_not_sold_are_refused_with_the_mend(
    shop: Shop, said: dict[str, int], asked: int, words: str
) -> None:
    part = another(shop, "OIL-5", **said)
    order = shop.draft((part, asked))
    with pytest.raises(Refused, match=words):
        shop.as_dealer(services.submit_order, order=order)
    shop.as_dealer(services.submit_order, order=shop.draft((part, part.next_quantity(asked))))


def test_the_order_form_asks_and_leaves_no_draft_behind(shop: Shop, sign_in: SignIn) -> None:
    replaced(shop, [shop.pads], [(shop.pump, 1)])
    nairobi = sign_in(shop.cast.dealer_nairobi)
    page = nairobi.get(reverse("parts:order-new"))
    form = page.context["form"]
    data = {
        "appointment": next(k for k, row in form.appointments.items() if row.manufacturer == shop.cast.maker_hanhai),
        "priority": "daily",
        "request_key": form["request_key"].value(),
        "lines-TOTAL_FORMS": "1",
        "lines-INITIAL_FORMS": "0",
        "lines-0-number": "8450-03100A",
        "lines-0-quantity": "2",
    }
    asked = nairobi.post(reverse("parts:order-new"), data)
    assert asked.status_code == 422
    assert "Order what replaces it" in sound(asked)
    with system_scope("test"):
        assert not PartsOrder.objects.exists()
    assert nairobi.post(reverse("parts:order-new"), data | {"superseded": "forward"}).status_code == 302
    with system_scope("test"):
        assert lines(PartsOrder.objects.get()) == {"3610-20500": 2}


def test_ended_or_later_ones_do_not_count(shop: Shop) -> None:
    replaced(shop, [shop.pads], [(shop.pump, 1)], starts_on=TODAY + timedelta(days=40))
    shop.submitted((shop.pads, 1))

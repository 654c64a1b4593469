"""The menu of each side: long ones by rooms, each named and each entry once; an owner's short one as it is."""

from __future__ import annotations

import re
from itertools import pairwise

import html5lib
import pytest

from apps.portal.context import menu_items
from tests.cast import Cast
from tests.pages import browser

_XHTML = "{http://www.w3.org/1999/xhtml}"


def menus(cast: Cast, who: str, language: str = "en") -> list[list[tuple[str, list[str]]]]:
    """Each menu of the page of notices: its rooms as (name, addresses)."""
    client = browser(cast, getattr(cast, who))
    client.cookies["django_language"] = language
    page = html5lib.parse(client.get("/notices/").content.decode())
    names = {found.get("id"): "".join(found.itertext()) for found in page.iter(f"{_XHTML}p") if found.get("id")}
    return [
        [
            (names.get(rows.get("aria-labelledby"), ""), [link.get("href", "") for link in rows.iter(f"{_XHTML}a")])
            for rows in menu.iter(f"{_XHTML}ul")
            if "only-small" not in rows.get("class", "")
        ]
        for menu in page.iter(f"{_XHTML}nav")
        if "nav" in menu.get("class", "").split()
    ]


@pytest.mark.parametrize("who", ["dealer_nairobi", "maker_hanhai", "regulator_ke", "authority"])
def test_a_long_menu_is_grouped_and_has_each_entry_once(cast: Cast, who: str) -> None:
    found = menus(cast, who)
    assert len(found) == 2, "at the side and, on phones, behind a button"
    assert found[0] == found[1]
    rooms = found[0]
    assert not rooms[0][0], "what one begins with needs no heading"
    assert all(name for name, _ in rooms[1:])
    assert len({name for name, _ in rooms}) == len(rooms)
    addresses = [address for _, entries in rooms for address in entries]
    assert len(addresses) == len(set(addresses)) > 10
    assert all(len(entries) <= 14 for _, entries in rooms), "a room that is read at a glance"


def test_parts_stand_together(cast: Cast) -> None:
    rooms = dict(menus(cast, "dealer_nairobi")[0])
    assert rooms["Spare parts"] == [address for address in rooms["Spare parts"] if address.startswith("/parts/")]
    elsewhere = [address for name, entries in rooms.items() if name != "Spare parts" for address in entries]
    assert not [address for address in elsewhere if address.startswith("/parts/")]
    assert "/claims/queue/" in rooms["Repairs"]


def test_an_owner_reads_a_short_menu_as_it_is(cast: Cast) -> None:
    assert {name for menu in menus(cast, "amina") for name, _ in menu} == {""}


def test_rooms_are_told_in_the_readers_language(cast: Cast) -> None:
    names = [name for name, _ in menus(cast, "maker_hanhai", "ar")[0]]
    assert names[2] == "قطع الغيار"
    assert not re.search("[A-Za-z]", "".join(names))


def test_entries_stand_in_the_order_of_their_rooms() -> None:
    items = menu_items()
    assert all((one.room, one.order) <= (other.room, other.order) for one, other in pairwise(items))

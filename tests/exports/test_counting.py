"""Findings counted: each once, in the state it is in, and each number lists its own."""

from __future__ import annotations

import re

import pytest

from apps.exports.models import Finding
from apps.organizations.scope import system_scope
from tests.cast import NOW
from tests.exports.conftest import Firms
from tests.exports.test_findings import DAY, export, found, step
from tests.factories import make_vin
from tests.pages import browser


@pytest.fixture
def three(firms: Firms) -> Firms:
    """Two findings on exports of Hanhai to Kenya, one of them upheld, and one on an export of its trader elsewhere."""
    for serial, country, exporter in ((1, "KE", firms.hanhai), (2, "KE", firms.hanhai), (3, "KZ", firms.trader)):
        export(firms, serial=serial, country=country, exporter=exporter.name, licence_number="99-NONE")
        assert found(make_vin(serial)) == ["licence_missing"]
    with system_scope("test"):
        first = Finding.objects.get(vin=make_vin(1))
    step(firms, first, "uphold", NOW + 20 * DAY)
    return firms


@pytest.mark.parametrize(
    ("by", "lines"),
    [
        ("exporter", [("瀚海汽车（集团）有限公司", 2, 1), ("远帆国际贸易有限公司", 1, 0)]),
        ("manufacturer", [("Hanhai Motor", 3, 1)]),
        ("country", [("Kenya", 2, 1), ("Kazakhstan", 1, 0)]),
        ("month", [("March 2026", 3, 1)]),
    ],
)
def test_each_way_of_counting_says_the_same_by_page_and_api(
    three: Firms, by: str, lines: list[tuple[str, int, int]]
) -> None:
    desk = browser(three.cast, three.cast.authority)
    told = desk.get("/api/v1/findings/counted/", {"by": by}).json()
    assert [(group["name"], group["total"], group["counts"]["upheld"]) for group in told] == lines
    page = desk.get("/exports/findings/counted/", {"by": by}).content.decode()
    for group in told:
        assert group["name"] in page
        listed = desk.get("/exports/findings/", {**group["narrowed"], "status": "upheld"}).content.decode()
        assert listed.count('<th scope="row">') == group["counts"]["upheld"]


def test_each_number_of_the_page_lists_as_many(three: Firms) -> None:
    desk = browser(three.cast, three.cast.authority)
    page = desk.get("/exports/findings/counted/").content.decode()
    links = re.findall(r'href="(/exports/findings/\?[^"]+)"[^>]*>\D*(\d+)\D*</a>', page)
    # Of Hanhai one in each of two states, all, and those not answered in time; one and all of its trader, and it too.
    assert len(links) == 7
    for address, number in links:
        listed = desk.get(address.replace("&amp;", "&")).content.decode()
        assert listed.count('<th scope="row">') == int(number), address


def test_a_regulator_counts_its_own_country_and_bad_ways_are_told(three: Firms) -> None:
    kenya = browser(three.cast, three.cast.regulator_ke)
    assert [group["name"] for group in kenya.get("/api/v1/findings/counted/?by=country").json()] == ["Kenya"]
    refused = kenya.get("/api/v1/findings/counted/?by=seller")
    assert (refused.status_code, list(refused.json())) == (400, ["by"])

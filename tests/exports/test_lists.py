"""Lists of exports: the same cost however long, and a licence's badge as of a day."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils.translation import override

from apps.exports.models import Exporter, Licence
from apps.exports.services import findings
from apps.exports.templatetags.exports import licence_badge
from apps.organizations.scope import system_scope
from tests.cast import NOW
from tests.exports.conftest import Firms
from tests.exports.making import apply_for, declared, issue, qualify, record, register
from tests.exports.recalls import published
from tests.exports.test_conduct import enter
from tests.exports.test_licences import browser
from tests.exports.test_orphans import report
from tests.factories import make_vin
from tests.parts.conftest import queries_of

S = Licence.Status


def grow(firms: Firms, number: int) -> None:
    """One more of everything that a list shows."""
    cast = firms.cast
    register(cast, f"新港{'一二三四'[number]}号贸易有限公司", "used", name_checked=True)
    apply_for(cast, firms.hanhai, number=f"27-{number}")
    qualify(cast, firms.hanhai, year=2020 + number)
    line = declared(700 + number, licence_number="99-NONE")
    record(cast, line)
    with system_scope("test"):
        findings.look([line.vin], at=NOW)
    enter(firms, decision=f"Decision {number} of 2026")
    issue(cast, 800 + number, licence_number=f"27-{number}")
    published(cast, make_vin(900 + number), reference=f"HH-{number}")
    report(cast, 950 + number, seller=f"Seller {'ABCD'[number]}")


_OF_BOTH = (
    "licences/", "exporters/", "records/", "findings/", "findings/counted/", "findings/counted/?by=month", "conduct/",
    "letters/", "recalls/", "recalls/report/?quarter=2026-Q1",
)  # fmt: skip
_OF_ONE = {"authority": ("orphans/", "orphans/clusters/"), "maker_hanhai": ("orphans/counts/",)}


@pytest.mark.parametrize("side", ["authority", "maker_hanhai"])
def test_lists_cost_the_same_however_long(firms: Firms, side: str) -> None:
    desk = browser(firms.cast, getattr(firms.cast, side))
    addresses = [f"/exports/{name}" for name in (*_OF_BOTH, *_OF_ONE[side])] + [firms.hanhai.get_absolute_url()]
    grow(firms, 0)
    before = {address: queries_of(desk, address) for address in addresses}
    for number in (1, 2, 3):
        grow(firms, number)
    assert {address: queries_of(desk, address) for address in addresses} == before
    assert desk.get("/exports/findings/").content.decode().count('<th scope="row">') >= 4


@pytest.mark.parametrize(
    ("status", "first", "last", "word"),
    [
        (S.VALID, date(2026, 1, 1), date(2026, 3, 1), "Expired"),
        (S.VALID, date(2026, 1, 1), date(2026, 3, 2), "Verified"),
        (S.VALID, date(2026, 3, 2), date(2026, 9, 1), "Verified"),
        (S.VALID, date(2026, 3, 3), date(2026, 9, 1), "Begins later"),
        (S.SUSPENDED, date(2026, 1, 1), date(2026, 3, 1), "Suspended"),
        (S.WITHDRAWN, date(2026, 3, 3), date(2026, 9, 1), "Withdrawn"),
        (S.APPLIED, None, None, "Applied for"),
    ],
)
def test_a_licence_is_told_as_it_stands_on_the_day(
    status: Licence.Status, first: date | None, last: date | None, word: str
) -> None:
    licence = Licence(exporter=Exporter(name="A"), status=status, valid_from=first, valid_to=last)
    with override("en"):
        assert word in licence_badge(licence, date(2026, 3, 2))

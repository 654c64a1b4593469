"""The authority enters exporters and qualifications; makers authorise traders within their tier."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from apps.core.errors import Conflict, Refused
from apps.exports import selectors, services
from apps.exports.models import Authorisation, Exporter
from apps.organizations.scope import acting_as, system_scope
from tests.cast import NOW, Cast
from tests.exports.making import HANHAI, qualify, register
from tests.pages import browser

TRADER = "远帆国际贸易有限公司"


def authorise(cast: Cast, maker: Exporter, trader: Exporter, **more: Any) -> Authorisation:
    given = {"vehicle_class": "bev_car", "starts_on": date(2026, 3, 4), "paper": "A-1", **more}
    with acting_as(cast.scope(cast.maker_hanhai)):
        return services.authorise(
            maker=maker, trader=trader, by=cast.actor(cast.maker_hanhai), at=given.pop("at", NOW), **given
        )


def traders(cast: Cast, count: int) -> list[Exporter]:
    return [register(cast, f"{sign * 4}贸易有限公司", "trader") for sign in "甲乙丙丁戊己"[:count]]


def test_the_same_again_is_the_same_row_and_other_facts_are_a_conflict(cast: Cast) -> None:
    first = register(cast)
    assert register(cast, f" {HANHAI} ") == first
    with pytest.raises(Conflict) as told:
        register(cast, HANHAI, latin_name="Hanhai Motor (Group) Co., Ltd.")
    assert told.value.field == "latin_name"


def test_a_name_in_another_width_is_led_to_the_name_on_record(cast: Cast) -> None:
    register(cast)
    with pytest.raises(Conflict) as told:
        register(cast, "瀚海汽车(集团)有限公司")
    assert told.value.code == "other_writing"
    assert HANHAI in str(told.value)


def test_a_name_one_sign_off_is_asked_about_once(cast: Cast) -> None:
    register(cast)
    with pytest.raises(Refused) as told:
        register(cast, "翰海汽车（集团）有限公司", "trader")
    assert told.value.code == "one_sign_apart"
    assert register(cast, "翰海汽车（集团）有限公司", "trader", name_checked=True).pk


def test_only_people_of_the_authority_enter_exporters(cast: Cast) -> None:
    with acting_as(cast.scope(cast.maker_hanhai)), pytest.raises(PermissionDenied):
        services.register_exporter(
            kind="maker", name=HANHAI, latin_name="", manufacturer_id=None, source="x", name_checked=False,
            by=cast.actor(cast.maker_hanhai), at=NOW,
        )  # fmt: skip
    with pytest.raises(Refused) as told:
        register(cast, TRADER, "trader", manufacturer_id=cast.maker_hanhai.pk)
    assert told.value.field == "manufacturer"


#: Exported in the year before, markets with outlets, own brand: how many traders.
TIERS = [
    (2_000, 5, True, 5),
    (1_999, 5, True, 3),
    (2_000, 4, True, 3),
    (2_000, 5, False, 3),
    (200, 1, False, 3),
    (199, 1, False, 1),
    (5_000, 0, True, 0),
]


def test_the_tier_follows_exports_markets_and_brand(cast: Cast) -> None:
    maker = register(cast)
    for exported, markets, own_brand, allowed in TIERS:
        row = qualify(cast, maker, exported_before=exported, markets=markets, own_brand=own_brand)
        assert selectors.traders_allowed(row, on=date(2026, 3, 4)) == allowed, (exported, markets, own_brand)


def test_where_no_tier_is_on_record_none_is_made_up(cast: Cast) -> None:
    row = qualify(cast, register(cast), vehicle_class="bus")
    assert selectors.traders_allowed(row, on=date(2026, 3, 4)) is None


def test_a_qualification_told_again_is_one_row_and_a_later_one_puts_it_right(cast: Cast) -> None:
    maker = register(cast)
    first = qualify(cast, maker)
    assert qualify(cast, maker) == first
    later = qualify(cast, maker, markets=2, at=NOW + timedelta(hours=1))
    with system_scope("test"):
        assert selectors.qualification_of(maker, year=2026, vehicle_class="bev_car") == later
        assert maker.qualifications.count() == 2


def test_a_maker_authorises_as_many_traders_as_its_tier_admits(cast: Cast) -> None:
    maker = register(cast)
    qualify(cast, maker, exported_before=300, markets=1)
    first, *others, fourth = traders(cast, 4)
    made = authorise(cast, maker, first)
    assert authorise(cast, maker, first) == made
    for trader in others:
        authorise(cast, maker, trader)
    with pytest.raises(Refused) as told:
        authorise(cast, maker, fourth)
    assert (told.value.field, "3 traders" in str(told.value)) == ("trader", True)
    with acting_as(cast.scope(cast.maker_hanhai)):
        end = {"by": cast.actor(cast.maker_hanhai), "at": NOW, "end_reason": "The contract ended"}
        with pytest.raises(Refused):
            services.end_authorisation(authorisation=made, ends_on=date(2026, 3, 3), **end)
        for _again in range(2):
            services.end_authorisation(authorisation=made, ends_on=date(2026, 3, 4), **end)
    assert authorise(cast, maker, fourth).pk


def test_without_a_qualification_of_that_year_nobody_is_authorised(cast: Cast) -> None:
    maker, (trader,) = register(cast), traders(cast, 1)
    qualify(cast, maker)
    with pytest.raises(Refused) as told:
        authorise(cast, maker, trader, starts_on=date(2027, 1, 1))
    assert "2027" in str(told.value)
    with pytest.raises(Refused):
        authorise(cast, maker, maker)


def test_another_maker_neither_acts_for_it_nor_sees_whom_it_authorised(cast: Cast) -> None:
    maker, (trader,) = register(cast), traders(cast, 1)
    qualify(cast, maker)
    made = authorise(cast, maker, trader)
    with acting_as(cast.scope(cast.maker_lanting)):
        assert not Authorisation.objects.exists()
        with pytest.raises(PermissionDenied):
            services.authorise(
                maker=maker, trader=trader, vehicle_class="bus", starts_on=date(2026, 3, 4), paper="x",
                by=cast.actor(cast.maker_lanting), at=NOW,
            )  # fmt: skip
    own = browser(cast, cast.maker_hanhai)
    page = own.get(maker.get_absolute_url()).content.decode()
    assert trader.name in page
    assert own.get(f"/exports/authorisations/{made.pk}/end/").status_code == 200
    assert trader.name not in browser(cast, cast.maker_lanting).get(maker.get_absolute_url()).content.decode()


def test_the_desk_enters_a_firm_and_its_qualification_by_pages(cast: Cast) -> None:
    desk = browser(cast, cast.authority)
    form = {"kind": "maker", "name": HANHAI, "manufacturer": cast.maker_hanhai.pk, "source": "Announcement 12"}
    answer = desk.post("/exports/exporters/new/", form)
    assert answer.status_code == 302
    qualified = {
        "year": "2026", "vehicle_class": "bev_car", "exported_before": "2,400", "markets": "7", "own_brand": "on",
        "source": "List 3",
    }  # fmt: skip
    assert desk.post(f"{answer['Location']}qualify/", qualified).status_code == 302
    page = desk.get(answer["Location"]).content.decode()
    assert HANHAI in page
    assert "2,400" in page
    assert desk.post("/exports/exporters/new/", {**form, "name": "瀚海汽车(集团)有限公司"}).status_code == 409

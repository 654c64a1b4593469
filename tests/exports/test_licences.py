"""The life of an export licence, and on which days it holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from apps.casework import engine
from apps.casework.steps import TransitionNotAllowed
from apps.core.errors import Conflict, Refused
from apps.exports.models import Licence
from apps.exports.services.licences import verify
from apps.organizations.scope import acting_as, system_scope
from tests.cast import NOW, Cast
from tests.exports.making import apply_for, register
from tests.pages import browser

WHY = "The inspection found another class of vehicles"
FROM, TO = date(2026, 3, 1), date(2026, 12, 31)


@pytest.fixture
def licence(cast: Cast) -> Licence:
    return apply_for(cast, register(cast))


def verified(cast: Cast, licence: Licence) -> Licence:
    with acting_as(cast.scope(cast.authority)):
        return verify(
            licence=licence, valid_from=FROM, valid_to=TO, note="Compared with the list", by=cast.actor(cast.authority),
            at=NOW,
        )  # fmt: skip


def step(cast: Cast, licence: Licence, verb: str, at: datetime = NOW, **more: Any) -> Licence:
    with acting_as(cast.scope(cast.authority)):
        return engine.take(licence, verb, by=more.pop("by", cast.actor(cast.authority)), at=at, note=WHY, **more)


def holds(day: date) -> bool:
    with system_scope("test"):
        return Licence.objects.holding_on(day).exists()


def test_an_application_sent_twice_is_one_licence_and_other_facts_are_a_conflict(cast: Cast) -> None:
    maker = register(cast)
    first = apply_for(cast, maker, number=" 26-a 100")
    assert first.licence_number == "26-A100"
    assert apply_for(cast, maker, number="26-A100", destinations=["KZ", "KE", "KE"]) == first
    with pytest.raises(Conflict) as told:
        apply_for(cast, maker, number="26-A100", quantity=101)
    assert told.value.field == "quantity"
    with pytest.raises(Refused) as early:
        apply_for(cast, maker, number="26-B", applied_on=date(2026, 3, 5))
    assert early.value.field == "applied_on"


def test_whose_cars_a_licence_is_for(cast: Cast) -> None:
    maker = register(cast)
    trader, used = register(cast, "远帆国际贸易有限公司", "trader"), register(cast, "东港二手车出口有限公司", "used")
    assert apply_for(cast, maker, number="1").maker == maker
    assert apply_for(cast, trader, number="2", maker=maker).manufacturer_id == cast.maker_hanhai.pk
    assert apply_for(cast, used, number="3").manufacturer_id is None
    for exporter, named in ((maker, trader), (used, maker), (trader, None), (trader, used)):
        with pytest.raises(Refused) as told:
            apply_for(cast, exporter, number="4", maker=named)
        assert told.value.field == "maker"


def test_it_holds_from_its_first_to_its_last_day_once_verified(cast: Cast, licence: Licence) -> None:
    assert not holds(FROM)
    verified(cast, licence)
    days = (FROM - timedelta(days=1), FROM, TO, TO + timedelta(days=1))
    assert [holds(day) for day in days] == [False, True, True, False]


def test_a_suspension_takes_whole_days_from_its_own_to_the_day_it_holds_again(cast: Cast, licence: Licence) -> None:
    verified(cast, licence)
    step(cast, licence, "suspend", datetime(2026, 4, 10, 15, 59, tzinfo=UTC))  # before midnight in China
    step(cast, licence, "reinstate", datetime(2026, 4, 12, 16, 0, tzinfo=UTC))  # the 13th there
    days = [date(2026, 4, day) for day in (9, 10, 12, 13)]
    assert [holds(day) for day in days] == [True, False, False, True]


def test_suspended_and_reinstated_on_one_day_takes_none(cast: Cast, licence: Licence) -> None:
    verified(cast, licence)
    step(cast, licence, "suspend")
    step(cast, licence, "reinstate", NOW + timedelta(hours=1))
    assert holds(date(2026, 3, 4))


def test_what_is_withdrawn_does_not_come_back_and_held_before(cast: Cast, licence: Licence) -> None:
    verified(cast, licence)
    step(cast, licence, "suspend")
    step(cast, licence, "withdraw", NOW + timedelta(days=1))
    with pytest.raises(TransitionNotAllowed):
        step(cast, licence, "reinstate", NOW + timedelta(days=2))
    assert [holds(date(2026, 3, day)) for day in (3, 4, 5, 6)] == [True, False, False, False]


def test_nobody_but_people_of_the_authority_changes_a_licence(cast: Cast, licence: Licence) -> None:
    verified(cast, licence)
    program = replace(cast.actor(cast.authority), user_id=None)
    with pytest.raises(PermissionDenied):
        step(cast, licence, "suspend", by=program)
    with acting_as(cast.scope(cast.maker_hanhai)), pytest.raises(PermissionDenied):
        engine.take(licence, "withdraw", by=cast.actor(cast.maker_hanhai), at=NOW, note=WHY)
    with acting_as(cast.scope(cast.maker_lanting)):
        assert not Licence.objects.exists()


def test_days_the_wrong_way_round_and_thin_grounds_are_refused(cast: Cast, licence: Licence) -> None:
    with acting_as(cast.scope(cast.authority)):
        by = cast.actor(cast.authority)
        with pytest.raises(Refused) as told:
            verify(licence=licence, valid_from=TO, valid_to=FROM, note="Compared with the list", by=by, at=NOW)
        assert told.value.field == "valid_to"
        with pytest.raises(Refused):
            engine.take(licence, "withdraw", by=by, at=NOW, note="because")


def test_a_person_of_the_desk_takes_each_step_by_pages(cast: Cast) -> None:
    maker, desk = register(cast), browser(cast, cast.authority)
    form = {
        "licence_number": "26-7", "exporter": maker.pk, "vehicle_class": "bev_car", "destinations": ["KE"],
        "applied_on": "2026-02-20",
    }  # fmt: skip
    url = desk.post("/exports/licences/new/", form)["Location"]
    days = {"valid_from": "2026-03-01", "valid_to": "2026-12-31", "note": "Compared with the list"}
    assert desk.post(f"{url}verify/", days).status_code == 302
    assert desk.post(f"{url}suspend/", {"note": "too little"}).status_code == 422
    assert desk.post(f"{url}suspend/", {"note": WHY}).status_code == 302
    page = browser(cast, cast.maker_hanhai).get(url).content.decode()
    assert "Suspended from" in page
    assert WHY in page
    assert 'method="post" action="/exports' not in page
    assert browser(cast, cast.regulator_ke).get(url).status_code == 403


def test_lists_narrow_and_cost_the_same_however_long(
    cast: Cast, licence: Licence, django_assert_max_num_queries: Any
) -> None:
    verified(cast, licence)
    desk = browser(cast, cast.authority)
    assert "26-100" in desk.get("/exports/licences/?holding_on=2026-03-01").content.decode()
    assert "No licence matches" in desk.get("/exports/licences/?holding_on=2026-02-28").content.decode()
    assert "26-100" in desk.get("/api/v1/licences/?licence_number=26-100").content.decode()
    detail = desk.get(f"/api/v1/licences/{licence.number}/").json()
    assert [event["kind"] for event in detail["events"]] == ["registered", "verify"]
    desk.get("/exports/licences/")
    with django_assert_max_num_queries(30) as one:
        desk.get("/exports/licences/")
    for number in range(3):
        apply_for(cast, licence.exporter, number=f"27-{number}")
    with django_assert_max_num_queries(len(one.captured_queries)):
        desk.get("/exports/licences/")

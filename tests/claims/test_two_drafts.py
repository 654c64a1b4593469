"""Two drafts about one car: the first is offered before a second is written, and neither is lost."""

from __future__ import annotations

from typing import Any

from apps.organizations.scope import system_scope
from apps.vehicles.models import Vehicle
from tests.cast import Cast
from tests.core.face import markup_errors
from tests.factories import make_owned_vehicle
from tests.pages import browser

from .test_drafts import DRAFT, drafts
from .test_filing_pages import KEY, OTHER_KEY, URL, form

__all__ = ["form"]
OFFER, SAME = "You began a request about this car already", "Another draft of yours is about the same part"


def test_whoever_begins_again_is_offered_to_go_on(cast: Cast, car: Vehicle, form: dict[str, Any]) -> None:
    amina, new = browser(cast, cast.amina), f"{URL}?vin={car.vin}"
    second = make_owned_vehicle(cast.amina, cast.maker_hanhai, cast.dealer_nairobi, serial=7)
    assert OFFER not in amina.get(new).content.decode()
    amina.post(URL, {**form, "complaint": "It st", "step": "keep"})
    page = amina.get(new).content.decode()
    assert (OFFER in page, DRAFT in page, f'value="{KEY}"' in page) == (True, True, False)
    assert markup_errors(page) == []
    # Not on its own page, not for another car, and not for somebody else.
    assert OFFER not in amina.get(DRAFT).content.decode()
    assert OFFER not in amina.get(f"{URL}?vin={second.vin}").content.decode()
    with system_scope("test: sold to Boris"):
        Vehicle.objects.filter(pk=car.pk).update(owner=cast.boris)
    assert OFFER not in browser(cast, cast.boris).get(new).content.decode()


def test_two_about_the_same_part_are_told_before_and_after_one_is_sent(cast: Cast, form: dict[str, Any]) -> None:
    amina = browser(cast, cast.amina)
    amina.post(URL, {**form, "step": "keep"})
    other = {**form, "request_key": OTHER_KEY}
    check = amina.post(URL, {**other, "step": "check"}).content.decode()
    assert (SAME in check, DRAFT in check) == (True, True)
    assert markup_errors(check) == []
    assert SAME not in amina.post(URL, {**other, "component": "paint", "step": "check"}).content.decode()
    assert sorted(draft.request_key for draft in drafts()) == sorted([KEY, OTHER_KEY])
    assert amina.post(URL, {**other, "step": "send"}).status_code == 302
    # The first one is still there, with its words; sent too, it is held against the request that is open by now.
    assert [draft.answers["complaint"] for draft in drafts()] == [form["complaint"]]
    again = amina.post(URL, {**form, "step": "send"})
    assert again.status_code == 422
    assert "A request about this part is open" in again.content.decode()
    assert [draft.request_key for draft in drafts()] == [KEY]
    assert amina.post(URL, {**form, "step": "send", "beside_open": "on"}).status_code == 302
    assert drafts() == []


def test_the_api_names_the_other_drafts_about_the_car(cast: Cast, car: Vehicle) -> None:
    amina, answers = browser(cast, cast.amina), {"vin": car.vin, "answers": {"complaint": "It st"}}
    first, second = (
        amina.put(f"/api/v1/claim-drafts/{key}/", answers, content_type="application/json").json()
        for key in (KEY, OTHER_KEY)
    )
    assert (first["same_car"], second["same_car"]) == ([], [KEY])
    listed = amina.get("/api/v1/claim-drafts/").json()["results"]
    assert {row["request_key"]: row["same_car"] for row in listed} == {KEY: [OTHER_KEY], OTHER_KEY: [KEY]}

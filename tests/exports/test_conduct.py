"""The conduct log: what is held against an exporter, on what, and who decides on its appeal."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from apps.casework import engine
from apps.core.errors import Refused
from apps.exports.models import ConductEntry, Exporter, Finding
from apps.exports.services import enter_conduct
from apps.notifications.models import Notice
from apps.organizations.models import Organization
from apps.organizations.scope import Actor, acting_as, system_scope
from tests.cast import NOW
from tests.duties.changes import second_person
from tests.exports.conftest import Firms
from tests.exports.test_findings import DAY, export, found, relay, step
from tests.factories import make_vin
from tests.pages import browser

GROUNDS = "Cars were declared used that had never been sold."
DECISION = "Office of Commerce, decision 12 of 2026-02-20"
S = ConductEntry.Status


def enter(firms: Firms, *, exporter: Exporter | None = None, by: Actor | None = None, **more: Any) -> ConductEntry:
    given = {"matter": "condition", "grounds": GROUNDS, "findings": [], "decision": DECISION, "at": NOW, **more}
    authority = firms.cast.authority
    with acting_as(firms.cast.scope(authority)):
        return enter_conduct(exporter=exporter or firms.hanhai, by=by or firms.cast.actor(authority), **given)


def take(
    firms: Firms, entry: ConductEntry, verb: str, who: Organization, by: Actor | None = None, days: int = 1
) -> ConductEntry:
    with acting_as(firms.cast.scope(who)):
        by = by or firms.cast.actor(who)
        return engine.take(entry, verb, by=by, at=NOW + days * DAY, note="The papers of the port show it.")


@pytest.fixture
def upheld(firms: Firms) -> Finding:
    export(firms, serial=1, licence_number="99-NONE")
    found(make_vin(1))
    with system_scope("test"):
        finding = Finding.objects.get(vin=make_vin(1), rule="licence_missing")
    return step(firms, finding, "uphold", NOW + 20 * DAY)


def test_the_same_again_is_the_same_entry_and_the_exporter_is_told(firms: Firms) -> None:
    first = enter(firms)
    assert enter(firms) == first
    assert enter(firms, grounds=f"{GROUNDS} Twice.") != first
    relay()
    with system_scope("test"):
        assert Notice.objects.filter(key__startswith="conduct.entered", url__contains=first.number).exists()


def test_it_rests_on_findings_that_were_upheld_against_this_exporter(firms: Firms, upheld: Finding) -> None:
    at = NOW + 21 * DAY
    assert enter(firms, findings=[f" {upheld.number.lower()} "], decision="", at=at).findings == [upheld.number]
    for exporter, findings in ((firms.used, [upheld.number]), (firms.hanhai, ["X-NONE"]), (firms.hanhai, [])):
        with pytest.raises(Refused) as told:
            enter(firms, exporter=exporter, findings=findings, decision="", at=at)
        assert told.value.field == "findings"
    with pytest.raises(Refused) as told:
        enter(firms, grounds="Bad firm")
    assert told.value.field == "grounds"


def test_only_people_of_the_authority_make_entries(firms: Firms) -> None:
    cast = firms.cast
    key = Actor(cast.actor(cast.authority).side, "erp", organization_id=cast.authority.pk, key_id=1)
    for by in (cast.actor(cast.maker_hanhai), key):
        with pytest.raises(PermissionDenied):
            enter(firms, by=by)


def test_whoever_made_an_entry_does_not_decide_on_the_appeal(firms: Firms) -> None:
    cast = firms.cast
    entry = take(firms, enter(firms), "appeal", cast.maker_hanhai)
    with pytest.raises(Refused) as told:
        take(firms, entry, "confirm", cast.authority, days=2)
    assert told.value.code == "decides_own_entry"
    confirmed = take(firms, entry, "confirm", cast.authority, second_person(cast), days=2)
    assert confirmed.status == S.CONFIRMED
    # New papers came up later: then it is lifted all the same, and stays on record.
    lifted = take(firms, confirmed, "lift", cast.authority, days=9)
    assert (lifted.status, lifted.grounds) == (S.LIFTED, GROUNDS)
    again = enter(firms, at=NOW + 10 * DAY)
    assert again != lifted


def test_a_slip_of_ones_own_is_lifted_at_once(firms: Firms) -> None:
    assert take(firms, enter(firms), "lift", firms.cast.authority).status == S.LIFTED


def test_by_pages_and_api_each_side_sees_and_does_its_part(firms: Firms, upheld: Finding) -> None:
    cast = firms.cast
    desk, maker = browser(cast, cast.authority), browser(cast, cast.maker_hanhai)
    page = desk.get(f"/exports/findings/{upheld.number}/").content.decode()
    assert f"/exports/conduct/new/?exporter={firms.hanhai.pk}&amp;findings={upheld.number}" in page
    sent = {
        "exporter": firms.hanhai.pk,
        "matter": "licence",
        "findings": upheld.number,
        "decision": "",
        "grounds": GROUNDS,
    }
    assert desk.post("/exports/conduct/new/", {**sent, "findings": "X-1, X-2"}).status_code == 422
    address = desk.post("/exports/conduct/new/", sent)["Location"]
    number = address.rstrip("/").rsplit("/", 1)[1]
    assert number in maker.get("/exports/conduct/").content.decode()
    assert GROUNDS in maker.get(address).content.decode()
    for stranger in (cast.maker_lanting, cast.regulator_ke):
        assert browser(cast, stranger).get(address).status_code in (403, 404)
    body = {"note": "The licence was given a day before, see annex 2.", "version": 1}
    told = maker.post(f"/api/v1/conduct/{number}/appeal/", body, content_type="application/json")
    assert (told.status_code, told.json()["status"]) == (200, S.APPEALED)
    assert [event["kind"] for event in told.json()["events"]] == ["entered", "appeal"]
    licence = desk.get("/exports/conduct/", {"status": S.APPEALED, "exporter": firms.hanhai.name})
    assert number in licence.content.decode()

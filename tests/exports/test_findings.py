"""What is found to be wrong with exports: each rule at its edges, and what people do about it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from apps.casework import engine, imports
from apps.core.errors import Refused
from apps.exports import services
from apps.exports.models import ExportRecord, Finding, FindingRule, Licence
from apps.exports.services.findings import look, look_at_all
from apps.exports.services.imports import MANIFEST
from apps.exports.services.licences import verify
from apps.network.services import end_appointment
from apps.notifications.models import Notice, OutboxEvent
from apps.notifications.relay import consume, consumers_of
from apps.organizations.models import Appointment
from apps.organizations.scope import acting_as, system_scope
from tests.cast import NOW
from tests.exports.conftest import Firms
from tests.exports.making import apply_for, declared, issue, issuer, qualify, record, seal_all
from tests.exports.test_manifests import line, written
from tests.factories import make_vehicle, make_vin
from tests.imports import send as send_file
from tests.pages import browser

WHY = "The inspection of the port found otherwise"
DAY = timedelta(days=1)
USED = {"condition": "used", "odometer_km": 4_000, "licence_number": "26-U"}


def give(firms: Firms, licence: Licence, first: date = date(2026, 1, 1), last: date = date(2028, 12, 31)) -> Licence:
    cast = firms.cast
    with acting_as(cast.scope(cast.authority)):
        by = cast.actor(cast.authority)
        return verify(licence=licence, valid_from=first, valid_to=last, note="Compared with the list", by=by, at=NOW)


@pytest.fixture
def licence(firms: Firms) -> Licence:
    """Under it Hanhai may export battery-electric cars to Kenya and Kazakhstan."""
    return give(firms, apply_for(firms.cast, firms.hanhai))


@pytest.fixture
def used_licence(firms: Firms) -> Licence:
    return give(firms, apply_for(firms.cast, firms.used, number="26-U"))


def found(vin: str, at: datetime = NOW) -> list[str]:
    """What stands open for a car, once its records were looked at."""
    look([vin], at=at)
    with system_scope("test"):
        rows = Finding.objects.filter(vin=vin, status="found")
        return sorted(rows.values_list("rule_id", flat=True))


def export(firms: Firms, at: datetime = NOW, **changes: Any) -> ExportRecord:
    who = firms.cast.authority if changes.get("condition") == "used" else None
    if who:
        changes = {"exporter": firms.used.name, "first_registered_on": date(2025, 1, 1), **changes}
    return record(firms.cast, declared(**changes), who=who, at=at)


def step(firms: Firms, finding: Finding, verb: str, at: datetime, *, maker: bool = False, note: str = WHY) -> Finding:
    firm = firms.cast.maker_hanhai if maker else firms.cast.authority
    with acting_as(firms.cast.scope(firm)):
        return engine.take(finding, verb, by=firms.cast.actor(firm), at=at, note=note)


def relay() -> None:
    """Do what the workers do, until nothing waits."""
    done: set[Any] = set()
    while True:
        with system_scope("test"):
            events = [event for event in OutboxEvent.objects.order_by("occurred_at") if event.pk not in done]
        if not events:
            return
        for event in events:
            done.add(event.pk)
            for name in consumers_of(event.topic):
                consume(name, event.pk, at=NOW)


def test_a_lawful_export_is_not_found(firms: Firms, licence: Licence) -> None:
    make_vehicle(firms.cast.maker_hanhai, serial=1)
    assert found(export(firms).vin) == []


def test_licence_and_destination(firms: Firms, licence: Licence) -> None:
    cases: list[tuple[dict[str, Any], list[str]]] = [
        ({"licence_number": ""}, ["licence_missing"]),
        ({"licence_number": "26-999"}, ["licence_missing"]),
        ({"country": "UG"}, ["destination", "no_outlet"]),
        ({"country": "KZ"}, []),
    ]
    for serial, (changes, rules) in enumerate(cases, 1):
        assert found(export(firms, serial=serial, **changes).vin) == rules, changes


def test_the_licence_holds_on_its_first_and_its_last_day(firms: Firms) -> None:
    give(firms, apply_for(firms.cast, firms.hanhai), date(2026, 2, 10), date(2026, 2, 20))
    for serial, (day, holds) in enumerate([(9, False), (10, True), (20, True), (21, False)], 1):
        made = export(firms, serial=serial, exported_on=date(2026, 2, day))
        assert found(made.vin) == ([] if holds else ["licence_not_valid"]), day


def test_an_application_is_no_licence_yet_and_another_firms_is_not_ones_own(firms: Firms, licence: Licence) -> None:
    apply_for(firms.cast, firms.hanhai, number="26-101")
    assert found(export(firms, licence_number="26-101").vin) == ["licence_not_valid"]
    assert found(export(firms, serial=2, exporter=firms.trader.name).vin) == ["licence_of_another"]


def test_the_class_is_held_against_the_powertrain_on_record(firms: Firms, licence: Licence) -> None:
    for serial, (powertrain, wrong) in enumerate([("bev", False), ("", False), ("phev", True), ("petrol", True)], 1):
        make_vehicle(firms.cast.maker_hanhai, serial=serial, powertrain=powertrain)
        assert found(export(firms, serial=serial).vin) == (["licence_class"] if wrong else []), powertrain


def test_a_licence_covers_as_many_cars_as_it_names_by_the_day_of_export(firms: Firms) -> None:
    give(firms, apply_for(firms.cast, firms.hanhai, number="26-2", quantity=2))
    give(firms, apply_for(firms.cast, firms.hanhai, number="26-ALL", quantity=None))
    for serial, day in ((1, 20), (2, 20), (3, 19)):
        export(firms, serial=serial, licence_number="26-2", exported_on=date(2026, 2, day))
    assert [found(make_vin(serial)) for serial in (1, 2, 3)] == [[], ["licence_used_up"], []]
    with system_scope("test"):
        assert "covers 2 vehicles" in Finding.objects.get().sentence
    # Put right, the first two are within what it covers.
    cast = firms.cast
    with acting_as(cast.scope(cast.maker_hanhai)):
        services.correct_record(
            record=ExportRecord.objects.get(vin=make_vin(3)),
            declared=declared(3, licence_number="26-ALL", exported_on=date(2026, 2, 19)),
            reason="It left under the other licence.",
            by=cast.actor(cast.maker_hanhai),
            at=NOW,
        )
    assert [found(make_vin(serial)) for serial in (1, 2, 3)] == [[], [], []]


def test_the_list_of_the_year_names_the_maker_for_the_class_of_the_licence(firms: Firms) -> None:
    give(firms, apply_for(firms.cast, firms.hanhai), date(2025, 12, 1), date(2028, 12, 31))
    give(firms, apply_for(firms.cast, firms.hanhai, number="26-BUS", vehicle_class="bus"))
    for serial, (changes, rules) in enumerate(
        [
            ({"exported_on": date(2026, 1, 1)}, []),
            ({"licence_number": "26-BUS"}, ["not_qualified"]),
        ],
        1,
    ):
        assert found(export(firms, serial=serial, **changes).vin) == rules, changes
    qualify(firms.cast, firms.hanhai, vehicle_class="bus")
    relay()
    with system_scope("test"):
        assert Finding.objects.get(rule="not_qualified").status == "mended"


@pytest.mark.parametrize(
    ("starts", "ends", "exported", "authorised"),
    [
        (date(2026, 3, 1), None, date(2026, 3, 1), True),
        (date(2026, 3, 2), None, date(2026, 3, 1), False),
        (date(2026, 3, 1), date(2026, 3, 4), date(2026, 3, 3), True),
        (date(2026, 3, 1), date(2026, 3, 4), date(2026, 3, 4), False),
    ],
)
def test_a_trader_is_authorised_from_its_first_day_to_the_eve_of_the_end(
    firms: Firms, starts: date, ends: date | None, exported: date, authorised: bool
) -> None:
    cast = firms.cast
    give(firms, apply_for(cast, firms.stranger, number="26-T", maker=firms.hanhai))
    with acting_as(cast.scope(cast.maker_hanhai)):
        by = {"by": cast.actor(cast.maker_hanhai), "at": NOW}
        given = services.authorise(
            maker=firms.hanhai, trader=firms.stranger, vehicle_class="bev_car", starts_on=starts, paper="A-2", **by
        )
        if ends:
            services.end_authorisation(authorisation=given, ends_on=ends, end_reason="The contract ended", **by)
    made = export(firms, exporter=firms.stranger.name, licence_number="26-T", exported_on=exported)
    assert found(made.vin) == ([] if authorised else ["not_authorised"])


LATER = datetime(2028, 6, 1, 9, tzinfo=UTC)


#: First registration, application, whether the letter is needed.
LETTERS = [
    (date(2026, 1, 10), date(2026, 1, 10), True),
    (date(2026, 1, 10), date(2026, 7, 9), True),  # 180 days
    (date(2026, 1, 10), date(2026, 7, 10), False),  # 181
    (date(2027, 9, 2), date(2028, 2, 29), True),  # 180 days, up to a leap day
    (date(2027, 9, 2), date(2028, 3, 1), False),
    (date(2026, 9, 2), date(2027, 3, 1), True),  # 180 days without one
    (date(2026, 9, 2), date(2027, 3, 2), False),
    (date(2025, 12, 31), date(2025, 12, 31), False),  # applied for before the rule
    (date(2025, 12, 31), date(2026, 1, 1), True),
    (date(2026, 2, 2), date(2026, 2, 1), False),  # registered after it was applied for
]


def test_the_letter_is_needed_up_to_180_days_after_the_registration(firms: Firms, used_licence: Licence) -> None:
    for serial, (registered, applied, needed) in enumerate(LETTERS, 1):
        days = {"first_registered_on": registered, "applied_on": applied, "exported_on": date(2028, 5, 25)}
        made = export(firms, LATER, serial=serial, **USED, **days)
        assert found(made.vin, LATER) == (["letter"] if needed else []), (registered, applied)


def test_cars_transferred_before_2026_are_exempt(firms: Firms, used_licence: Licence) -> None:
    for serial, (transferred, needed) in enumerate([(date(2025, 12, 31), False), (date(2026, 1, 1), True)], 1):
        days = {"first_registered_on": date(2025, 11, 1), "transferred_on": transferred}
        assert found(export(firms, serial=serial, **USED, **days).vin) == (["letter"] if needed else []), transferred


def test_without_a_day_of_its_own_the_licences_application_counts(firms: Firms, used_licence: Licence) -> None:
    made = export(firms, **USED, first_registered_on=date(2025, 11, 1), applied_on=None)
    assert found(made.vin) == ["letter"]
    with system_scope("test"):
        assert Finding.objects.get().sentence.startswith("Applied for 111 days after")


SOON = {**USED, "first_registered_on": date(2025, 11, 1), "applied_on": date(2026, 2, 20)}


def test_a_letter_of_the_maker_for_car_licence_and_destination_is_what_is_needed(
    firms: Firms, used_licence: Licence
) -> None:
    made = export(firms, **SOON)
    issue(firms.cast, 1, licence_number="26-U", at=datetime(2026, 3, 1, 9, tzinfo=UTC))
    assert found(made.vin) == ["letter"], "not sealed yet"
    seal_all()
    assert found(made.vin) == []
    for serial, changes in enumerate([{"licence_number": "26-V"}, {"country": "KZ"}, {}], 2):
        other = export(firms, **{**SOON, **changes}, serial=serial)
        assert "letter" in found(other.vin), changes


@pytest.mark.parametrize(
    ("issued", "needed"),
    [
        (datetime(2026, 3, 2, 15, 59, tzinfo=UTC), False),  # still the day of export in China
        (datetime(2026, 3, 2, 16, 0, tzinfo=UTC), True),
    ],
)
def test_a_letter_comes_in_time_up_to_the_day_of_export(
    firms: Firms, used_licence: Licence, issued: datetime, needed: bool
) -> None:
    issue(firms.cast, 1, licence_number="26-U", at=issued)
    seal_all()
    assert found(export(firms, **SOON).vin) == (["letter"] if needed else [])


def test_a_later_letter_in_place_of_one_in_time_is_in_time(firms: Firms, used_licence: Licence) -> None:
    issue(firms.cast, 1, licence_number="26-U", at=datetime(2026, 3, 1, 9, tzinfo=UTC))
    made = export(firms, **SOON)
    issue(firms.cast, 1, 7, licence_number="26-U", reason="A second car came")
    seal_all()
    assert found(made.vin) == []


def test_a_trader_needs_the_letter_of_the_maker_whose_cars_the_licence_is_for(firms: Firms) -> None:
    give(firms, apply_for(firms.cast, firms.trader, number="26-T", maker=firms.hanhai))
    days = {"first_registered_on": date(2025, 11, 1), "applied_on": date(2026, 2, 20)}
    made = export(firms, exporter=firms.trader.name, licence_number="26-T", **days)
    assert found(made.vin) == ["letter"]
    issue(firms.cast, 1, licence_number="26-T", at=datetime(2026, 3, 1, 9, tzinfo=UTC))
    seal_all()
    assert found(made.vin) == []


def test_records_are_looked_at_again_when_letters_change(firms: Firms, used_licence: Licence) -> None:
    made = export(firms, **SOON)
    relay()
    with system_scope("test"):
        finding = Finding.objects.get(vin=made.vin, rule="letter")
    letter = issue(firms.cast, 1, licence_number="26-U", at=datetime(2026, 3, 1, 9, tzinfo=UTC))
    seal_all()
    relay()
    with system_scope("test"):
        finding.refresh_from_db()
    assert finding.status == "mended"
    with acting_as(firms.cast.scope(firms.cast.maker_hanhai)):
        engine.take(letter, "revoke", by=issuer(firms.cast), at=NOW, note=WHY)
    relay()
    with system_scope("test"):
        assert Finding.objects.get(vin=made.vin, rule="letter", status="found").pk != finding.pk


def test_a_used_car_has_run_more_than_its_delivery(firms: Firms, used_licence: Licence) -> None:
    for serial, (km, rules) in enumerate([(100, ["used_as_new"]), (101, [])], 1):
        assert found(export(firms, serial=serial, **{**USED, "odometer_km": km}).vin) == rules, km


def test_what_the_makers_record_says_otherwise_is_found(firms: Firms, licence: Licence) -> None:
    make_vehicle(firms.cast.maker_hanhai, serial=1, model_name="sea 5")
    make_vehicle(firms.cast.maker_hanhai, serial=2, model_name="Sea 7")
    make_vehicle(firms.cast.maker_hanhai, serial=3, country="KZ")
    assert [found(export(firms, serial=serial).vin) for serial in (1, 2, 3)] == [[], ["differs"], ["differs"]]


def test_a_car_exported_twice_is_found_on_both_until_one_is_put_right(
    firms: Firms, licence: Licence, used_licence: Licence
) -> None:
    first = export(firms)
    export(firms, **USED)
    assert found(first.vin) == ["twice", "twice"]


def test_an_outlet_is_an_appointment_with_an_open_point_there(firms: Firms, licence: Licence) -> None:
    made, cast = export(firms), firms.cast
    relay()
    assert found(made.vin) == []
    with acting_as(cast.scope(cast.maker_hanhai)):
        standing = Appointment.objects.get(manufacturer=cast.maker_hanhai, country="KE")
        end_appointment(appointment=standing, ends_on=NOW.date(), by=cast.actor(cast.maker_hanhai), at=NOW)
    relay()
    with system_scope("test"):
        assert list(Finding.objects.values_list("rule_id", "status")) == [("no_outlet", "found")]


def test_a_rule_looks_at_nothing_exported_before_its_first_day(firms: Firms) -> None:
    early = export(firms, exported_on=date(2025, 12, 31), applied_on=None)
    late = export(firms, serial=2, exported_on=date(2026, 1, 1), applied_on=None)
    assert (found(early.vin), found(late.vin)) == ([], ["licence_missing"])


def test_a_look_again_changes_nothing_and_each_rule_has_its_source(firms: Firms) -> None:
    made = export(firms)
    assert look([made.vin], at=NOW) == 1
    assert look([made.vin], at=NOW + DAY) == 0
    with system_scope("test"):
        for rule in FindingRule.objects.all():
            assert rule.name != rule.code
            assert rule.instrument
            assert rule.source
            assert rule.checked_on


def test_a_suspension_finds_the_cars_of_its_days_and_mending_closes_them(firms: Firms, licence: Licence) -> None:
    before, after = export(firms, exported_on=date(2026, 3, 3)), export(firms, serial=2, exported_on=date(2026, 3, 4))
    step_licence = {"by": firms.cast.actor(firms.cast.authority), "at": NOW, "note": WHY}
    with acting_as(firms.cast.scope(firms.cast.authority)):
        engine.take(licence, "suspend", **step_licence)
    relay()
    assert (found(before.vin), found(after.vin)) == ([], ["licence_not_valid"])
    with system_scope("test"):
        assert Notice.objects.filter(key__startswith="exports.found").exists()
    with acting_as(firms.cast.scope(firms.cast.authority)):
        engine.take(licence, "reinstate", **step_licence)
    relay()
    with system_scope("test"):
        row = Finding.objects.get()
        assert (row.status, [event.kind for event in row.events.all()]) == ("mended", ["found", "mended"])


def test_a_licence_suspended_between_looking_at_a_file_and_taking_it_over(firms: Firms, licence: Licence) -> None:
    cast, rows = firms.cast, [line(1, exported_on="2026-03-04"), line(2, exported_on="2026-03-03")]
    checked = send_file(cast, cast.maker_hanhai, MANIFEST, written(rows), only_check=True)
    with acting_as(cast.scope(cast.authority)):
        engine.take(licence, "suspend", by=cast.actor(cast.authority), at=NOW, note=WHY)
    with acting_as(cast.scope(cast.maker_hanhai)):
        imports.take_over(job=checked, by=cast.actor(cast.maker_hanhai), at=NOW)
    relay()
    with system_scope("test"):
        assert list(Finding.objects.values_list("vin", "rule_id")) == [(make_vin(1), "licence_not_valid")]


def test_what_is_put_right_is_mended_and_what_goes_wrong_again_is_found_again(firms: Firms, licence: Licence) -> None:
    made, cast = export(firms, country="UG"), firms.cast
    assert found(made.vin) == ["destination", "no_outlet"]
    with acting_as(cast.scope(cast.maker_hanhai)):
        by = {"by": cast.actor(cast.maker_hanhai), "at": NOW, "reason": "The port of discharge was Mombasa"}
        right = services.correct_record(record=made, declared=declared(), **by)
    assert found(made.vin) == []
    with acting_as(cast.scope(cast.maker_hanhai)):
        services.correct_record(record=right, declared=declared(country="TZ"), **by)
    assert found(made.vin, NOW + DAY) == ["destination", "no_outlet"]
    with system_scope("test"):
        first, again = Finding.objects.filter(rule="destination").order_by("id")
        assert [event.kind for event in first.events.order_by("id")] == ["found", "mended"]
        assert [event.kind for event in again.events.all()] == ["found_again"]
        assert (first.found_at, again.found_at) == (NOW, NOW + DAY)


def test_a_night_finds_what_only_the_day_changed(firms: Firms, licence: Licence) -> None:
    made = export(firms)
    with system_scope("test"):
        OutboxEvent.objects.all().delete()
        Appointment.objects.update(ends_on=NOW.date())
        ExportRecord.objects.filter(pk=made.pk).update(country="KE")
    assert look_at_all(at=NOW) == 1
    relay()
    with system_scope("test"):
        assert Finding.objects.get().rule_id == "no_outlet"


def test_people_explain_accept_and_uphold_in_turn(firms: Firms) -> None:
    for serial in (1, 2, 3):
        found(export(firms, serial=serial).vin)
    with system_scope("test"):
        first, second, third = Finding.objects.order_by("vin")
    with pytest.raises(Refused) as early:
        step(firms, first, "uphold", NOW + 14 * DAY)
    assert early.value.code == "may_still_answer"
    assert step(firms, first, "uphold", NOW + 15 * DAY).status == "upheld"
    step(firms, second, "explain", NOW + DAY, maker=True)
    assert step(firms, second, "accept", NOW + 2 * DAY).status == "accepted"
    step(firms, third, "explain", NOW + DAY, maker=True)
    assert step(firms, third, "uphold", NOW + 2 * DAY).status == "upheld"
    with pytest.raises(PermissionDenied):
        step(firms, third, "accept", NOW + 3 * DAY, maker=True)
    assert look([make_vin(serial) for serial in (1, 2, 3)], at=NOW + 20 * DAY) == 0


def test_by_pages_and_api_each_side_sees_and_does_its_part(firms: Firms) -> None:
    vin, cast = export(firms).vin, firms.cast
    found(vin)
    maker = browser(cast, cast.maker_hanhai)
    row = maker.get("/api/v1/findings/").json()["results"][0]
    assert (row["rule"], row["vin"], row["said"]) == ("licence_missing", vin, "No licence of this number is on record.")
    url = f"/exports/findings/{row['number']}/"
    assert maker.post(f"{url}explain/", {"note": "too short"}).status_code == 422
    body = {"note": "The licence is 26-100, see the annex of our letter"}
    assert (
        maker.post(f"/api/v1/findings/{row['number']}/explain/", body, content_type="application/json").status_code
        == 200
    )
    for who, status in ((cast.regulator_ke, 200), (cast.authority, 200), (cast.regulator_kz, 404),
                        (cast.maker_lanting, 404), (cast.dealer_nairobi, 403)):  # fmt: skip
        assert browser(cast, who).get(url).status_code == status
    desk = browser(cast, cast.authority)
    assert desk.post(f"{url}accept/", {"note": "Compared with the annex"}).status_code == 302
    listed = desk.get(f"/exports/findings/?status=accepted&exporter={firms.hanhai.name}").content.decode()
    assert row["number"] in listed
    assert vin not in listed
    assert "180" in desk.get("/exports/rules/").content.decode()
    assert len(desk.get("/api/v1/finding-rules/").json()["results"]) == 14

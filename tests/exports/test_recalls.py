"""A recall is put on record once, ordered, answered, published by people; its cars are remedied and counted by row."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from apps.casework.steps import TransitionNotAllowed
from apps.core.errors import Conflict, Refused
from apps.duties.models import Clock
from apps.exports.models import Recall, RecallCar, RecallMark, RecallTold
from apps.exports.recall_selectors import open_recalls, recalls_of_car
from apps.exports.recall_states import by_country, by_week, cars_by_state, completion, end_of
from apps.exports.services.recall_lists import CarRule, cars_by_rule, list_by_rule
from apps.exports.services.recall_marks import book, mark_cars, not_remedied, remedied, take_back, unbook
from apps.exports.services.recall_telling import find_cars
from apps.exports.services.recalls import draft_recall
from apps.notifications.models import Notice
from apps.organizations.scope import acting_as, system_scope
from tests.cast import NOW, Cast
from tests.exports.recalls import FACTS, WHY, draft, listed, mark, order, published, relay, step
from tests.factories import make_maker_codes, make_owned_vehicle, make_vehicle, make_vin

DAY = timedelta(days=1)
VINS = [make_vin(serial) for serial in range(1, 11)]


def share(recall: Recall, at=NOW) -> tuple[int, int, int, int]:
    with system_scope("test"):
        found = completion(recall, at=at)
    return found.listed, found.remedied, found.booked, found.not_applicable


def test_the_same_recall_twice_is_one_and_another_under_its_reference_is_named(cast: Cast) -> None:
    first = draft(cast)
    assert draft(cast, reference=" hh-2026-04", at=NOW + DAY).pk == first.pk
    with pytest.raises(Conflict) as other:
        draft(cast, hazard="shock")
    assert (other.value.field, other.value.code) == ("hazard", "other_facts")
    assert "“fire”, now “shock”" in str(other.value)
    step(cast, first, "withdraw")
    assert draft(cast, hazard="shock").pk != first.pk


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"defect": "broken"}, "defect"),
        ({"remedy": " "}, "remedy"),
        ({"hazard": "none"}, "hazard"),
        ({"part_numbers": ("X" * 41,)}, "part_numbers"),
        ({"part_numbers": tuple(f"P{n}" for n in range(31))}, "part_numbers"),
    ],
)
def test_a_recall_that_says_too_little_names_the_field(cast: Cast, changes: dict, field: str) -> None:
    with pytest.raises(Refused) as refused:
        draft(cast, **changes)
    assert refused.value.field == field
    with system_scope("test"):
        assert not Recall.objects.exists()


def test_nobody_but_people_of_its_manufacturer_publishes_and_not_without_cars(cast: Cast) -> None:
    made = draft(cast)
    with pytest.raises(Refused) as empty:
        step(cast, made, "publish")
    assert empty.value.code == "no_cars"
    listed(made, VINS[0])
    with pytest.raises(PermissionDenied):
        step(cast, made, "publish", who=cast.maker_lanting)
    key = replace(cast.actor(cast.maker_hanhai), user_id=None)
    from apps.casework import engine

    with pytest.raises(PermissionDenied), acting_as(cast.scope(cast.maker_hanhai)):
        engine.take(made, "publish", by=key, at=NOW)
    assert step(cast, made, "publish").status == "published"


def test_an_order_is_answered_within_its_days_and_an_objection_decided(cast: Cast) -> None:
    ordered = order(cast)
    assert order(cast).pk == ordered.pk
    with system_scope("test"):
        clock = Clock.objects.get(subject_kind="recall", obligation="recall_answer")
    assert clock.due_at.date() == date(2026, 3, 25)
    assert step(cast, ordered, "object").status == "objected"
    with pytest.raises(Refused) as theirs:
        step(cast, order(cast, who=cast.regulator_ke, country="KE"), "lift", who=cast.authority)
    assert theirs.value.code == "not_yours"
    assert step(cast, ordered, "confirm", who=cast.authority).status == "confirmed"
    listed(ordered, VINS[0])
    assert step(cast, ordered, "publish", who=cast.authority).status == "published"
    with system_scope("test"):
        clock.refresh_from_db()
        assert (clock.ending, clock.state(NOW)) == ("done", "met")


def test_a_regulator_orders_for_its_countries_only(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        order(cast, who=cast.regulator_ke, country="KZ")
    assert refused.value.field == "country"
    with pytest.raises(PermissionDenied):
        order(cast, who=cast.maker_hanhai)


def test_owners_are_told_within_their_days_before_it_is_closed(cast: Cast) -> None:
    made = published(cast, VINS[0])
    with pytest.raises(Refused) as early:
        step(cast, made, "close")
    assert early.value.code == "owners_not_told"
    step(cast, made, "report_told")
    assert step(cast, made, "close").status == "closed"
    with system_scope("test"):
        clock = Clock.objects.get(subject_kind="recall", obligation="recall_notice")
        assert clock.due_at.date() == NOW.date() + 60 * DAY
        # Still open for its car, and still free.
        assert [row.number for row in open_recalls(VINS[0], NOW)] == [made.number]


def test_cars_by_rule_are_of_its_maker_and_found_once(cast: Cast) -> None:
    made = draft(cast)
    for serial, more in enumerate(
        [{}, {"model_name": "Sea 7"}, {"built_on": date(2025, 12, 1)}, {"country": "KZ", "exported_on": None}], 1
    ):
        make_vehicle(cast.maker_hanhai, serial=serial, **more)
    make_vehicle(cast.maker_lanting, vin=make_vin(9, wmi="L0L"))
    cases = [
        (CarRule(models=("Sea 5",)), 3),
        (CarRule(models=("Sea 5", "Sea 7"), plant="0"), 4),
        (CarRule(plant="9"), 0),
        (CarRule(built_to=date(2025, 11, 30)), 3),
        (CarRule(built_from=date(2025, 11, 4)), 1),
        (CarRule(exported_from=date(2026, 1, 12), exported_to=date(2026, 1, 12)), 3),
    ]
    with acting_as(cast.scope(cast.maker_hanhai)):
        assert [(rule, cars_by_rule(made, rule).count()) for rule, _n in cases] == cases
        by = {"recall": made, "by": cast.actor(cast.maker_hanhai), "at": NOW}
        assert list_by_rule(rule=CarRule(models=("Sea 5",)), **by) == 3
        assert list_by_rule(rule=CarRule(plant="0"), **by) == 1
        assert list_by_rule(rule=CarRule(plant="0"), **by) == 0
        for wrong in (CarRule(), CarRule(built_from=date(2025, 2, 1), built_to=date(2025, 1, 1))):
            with pytest.raises(Refused):
                cars_by_rule(made, wrong)
        assert [event.values["cars"] for event in made.events.filter(kind="listed")] == [3, 1]
    with pytest.raises(PermissionDenied), acting_as(cast.scope(cast.maker_lanting)):
        list_by_rule(recall=made, rule=CarRule(plant="0"), by=cast.actor(cast.maker_lanting), at=NOW)


def test_completion_counts_what_was_recorded_and_a_past_day_answers_as_it_did(cast: Cast) -> None:
    made = published(cast, *VINS)
    assert share(made) == (10, 0, 0, 0)
    mark(cast, made, *VINS[:3], at=NOW + 5 * DAY, happened_on=NOW.date())
    mark(cast, made, VINS[9], kind="not_applicable", ground="scrapped", at=NOW + 6 * DAY)
    on_sunday = end_of(date(2026, 3, 8))
    then = [share(made, NOW + n * DAY) for n in range(8)]
    assert then == [(10, 0, 0, 0)] * 5 + [(10, 3, 0, 0)] + [(10, 3, 0, 1)] * 2
    # Told later, of a day before: no day that has passed changes.
    mark(cast, made, *VINS[3:6], at=NOW + 12 * DAY, happened_on=NOW.date() + DAY)
    with acting_as(cast.scope(cast.maker_hanhai)):
        take_back(recall=made, vins=[VINS[0]], by=cast.actor(cast.maker_hanhai), at=NOW + 13 * DAY)
    assert [share(made, NOW + n * DAY) for n in range(8)] == then
    with system_scope("test"):
        weeks = by_week(made, at=NOW + 13 * DAY)
        assert [(day.isoformat(), row.remedied, row.to_remedy) for day, row in weeks] == [
            ("2026-03-08", 0, 10), ("2026-03-15", 3, 9), ("2026-03-17", 5, 9),
        ]  # fmt: skip
        for day, row in weeks:
            assert completion(made, at=end_of(day)) == row
            for state in ("remedied", "not_applicable", "unremedied"):
                rows = cars_by_state(made, state, at=end_of(day)).count()
                assert rows == {"remedied": row.remedied, "not_applicable": row.not_applicable}.get(state, row.open)
        assert by_country(made, at=on_sunday) == [("KE", completion(made, at=on_sunday))]
        assert weeks[-1][1].share == pytest.approx(5 / 9)


def test_cars_are_told_of_all_or_none_and_twice_is_once(cast: Cast) -> None:
    made = published(cast, *VINS[:3])
    with pytest.raises(Refused) as missing:
        mark(cast, made, VINS[0], VINS[7])
    assert (missing.value.code, VINS[7] in str(missing.value)) == ("not_listed", True)
    assert share(made) == (3, 0, 0, 0)
    assert [mark(cast, made, VINS[0]), mark(cast, made, VINS[0])] == [1, 0]
    with pytest.raises(Refused) as done:
        mark(cast, made, VINS[0], kind="not_applicable", ground="scrapped")
    assert done.value.code == "remedied"
    with pytest.raises(Refused) as why:
        mark(cast, made, VINS[1], kind="not_applicable")
    assert why.value.field == "ground"
    with pytest.raises(Refused) as future:
        mark(cast, made, VINS[1], happened_on=NOW.date() + 2 * DAY)
    assert future.value.field == "happened_on"
    with pytest.raises(PermissionDenied), acting_as(cast.scope(cast.regulator_ke)):
        mark_cars(
            recall=made, vins=[VINS[1]], kind="remedied", note=WHY, happened_on=NOW.date(),
            by=cast.actor(cast.regulator_ke), at=NOW,
        )  # fmt: skip


def test_a_car_is_open_booked_remedied_and_open_again(cast: Cast) -> None:
    made = published(cast, *VINS[:2])
    by = {"number": made.number, "vin": VINS[0], "by": cast.actor(cast.dealer_nairobi), "claim_number": "C-1"}

    def state(hours: int) -> str:
        return recalls_of_car(VINS[0], at=NOW + timedelta(hours=hours))[0].state

    book(**by, at=NOW + timedelta(hours=1))
    with pytest.raises(Refused) as twice:
        book(**{**by, "claim_number": "C-2"}, at=NOW + timedelta(hours=1))
    assert "C-1" in str(twice.value)
    unbook(**by, at=NOW + timedelta(hours=2))
    book(**by, at=NOW + timedelta(hours=3))
    remedied(**by, at=NOW + timedelta(hours=4))
    remedied(**by, at=NOW + timedelta(hours=4))
    not_remedied(**by, at=NOW + timedelta(hours=5))
    remedied(**by, at=NOW + timedelta(hours=6))
    states = [state(hours) for hours in range(7)]
    assert states == ["open", "booked", "open", "booked", "remedied", "booked", "remedied"]
    assert open_recalls(VINS[0], NOW + timedelta(hours=6)) == []
    waiting = open_recalls(VINS[1], NOW)
    assert [(row.number, row.title, row.remedy, row.since) for row in waiting] == [
        (made.number, FACTS.title, FACTS.remedy, NOW)
    ]
    assert waiting[0].risk.startswith("The car may catch fire. ")
    with pytest.raises(Refused):
        book(**{**by, "vin": VINS[5]}, at=NOW)


def test_a_draft_is_nobodys_business(cast: Cast) -> None:
    made = draft(cast)
    listed(made, VINS[0])
    assert open_recalls(VINS[0], NOW) == []
    for who in (cast.maker_lanting, cast.regulator_ke, cast.dealer_nairobi, cast.amina):
        with acting_as(cast.scope(who)):
            assert not Recall.objects.exists()
            assert not RecallCar.objects.exists()
    step(cast, made, "publish")
    with acting_as(cast.scope(cast.regulator_ke)):
        assert RecallCar.objects.count() == 1
    with acting_as(cast.scope(cast.regulator_kz)):
        assert not RecallCar.objects.exists()


def test_owners_workshops_and_authorities_are_told_once_and_new_owners_too(cast: Cast) -> None:
    make_maker_codes(cast)
    mine = make_owned_vehicle(cast.amina, cast.maker_hanhai, cast.dealer_nairobi, serial=1)
    done = make_owned_vehicle(cast.amina, cast.maker_hanhai, cast.dealer_nairobi, serial=2)
    made = draft(cast)
    listed(made, mine.vin, done.vin)
    listed(made, VINS[2], country="")
    relay()
    made = step(cast, made, "publish")
    mark(cast, made, done.vin)
    relay()
    relay()

    def notices(topic: str) -> list[str]:
        with system_scope("test"):
            return sorted(row.user.email for row in Notice.objects.filter(key__startswith=f"recall.{topic}/"))

    assert notices("concerns") == ["amina@example.org"]
    assert notices("at_workshop") == ["staff@savanna.example"]
    assert notices("in_country") == ["staff@board-ke.example", "staff@licensing.example"]
    boris = make_owned_vehicle(cast.boris, cast.maker_hanhai, cast.dealer_almaty, serial=3, country="KZ")
    assert "committee-kz" not in str(notices("in_country"))
    with system_scope("test"):
        assert find_cars(at=NOW + DAY) == 1
        assert find_cars(at=NOW + DAY) == 0
        assert str(RecallCar.objects.get(vin=boris.vin).country) == "KZ"
    relay()
    assert notices("concerns") == ["amina@example.org", "boris@example.org"]
    # A country that its first car makes known is told then.
    assert "staff@committee-kz.example" in notices("in_country")
    assert "staff@steppe.example" in notices("at_workshop")
    with system_scope("test"):
        assert RecallTold.objects.count() == 2
        assert RecallMark.objects.count() == 1


def test_a_manufacturer_that_only_looks_on_drafts_nothing(cast: Cast) -> None:
    viewer = replace(cast.actor(cast.maker_hanhai), role="viewer")
    with pytest.raises(PermissionDenied), acting_as(cast.scope(cast.maker_hanhai)):
        draft_recall(facts=FACTS, by=viewer, at=NOW)
    made = draft(cast)
    step(cast, made, "withdraw")
    with pytest.raises(TransitionNotAllowed):
        step(cast, made, "publish")

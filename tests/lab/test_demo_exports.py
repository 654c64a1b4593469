"""What is planted in the demo's exports is found, and nothing is found of the car that a letter promises to serve."""

from __future__ import annotations

from datetime import timedelta

import pytest

from apps.exports.models import Finding, Letter, LetterLine
from apps.lab.demo import exports, planted
from apps.lab.demo.people import People
from apps.lab.demo.stories import Stage
from apps.organizations.scope import system_scope
from tests.cast import NOW, Cast
from tests.factories import make_maker_codes, make_vehicle


@pytest.fixture
def told(cast: Cast) -> Stage:
    """The demo's exports, told on a day in summer: the rules are in force since January 2026, and it looks back."""
    make_maker_codes(cast)
    for serial in range(1, 9):
        make_vehicle(cast.maker_hanhai, serial=serial)
    people = People(
        cast.amina,
        cast.dealer_nairobi,
        cast.maker_hanhai,
        cast.regulator_ke,
        cast.authority,
        cast.staff,
        cast.boris,
        cast.boris,
    )
    stage = Stage(people, NOW + timedelta(days=120))
    exports.tell(stage)
    return stage


def test_of_two_used_cars_the_one_without_a_letter_is_found(told: Stage) -> None:
    with system_scope("test"):
        promised = set(LetterLine.objects.values_list("vin", flat=True))
        found = Finding.objects.filter(licence_number="D26-004")
        assert Letter.objects.living().count() == len(promised) == 1
        assert [finding.rule_id for finding in found] == ["letter"]
        assert not promised & {finding.vin for finding in found}
        assert Finding.objects.filter(rule="licence_not_valid", licence_number="D26-002").exists()


def test_every_planted_export_is_found_by_its_rules_and_by_no_other(told: Stage) -> None:
    with system_scope("test"):
        found = set(Finding.objects.values_list("vin", "rule_id"))
    wanted = {case.story: set(case.rules) for case in planted.CASES}
    cars = {case.story: planted.vin_of(told, number) for number, case in enumerate(planted.CASES)}
    assert {story: {rule for vin, rule in found if vin == car} for story, car in cars.items()} == wanted
    others = {(vin, rule) for vin, rule in found if vin not in cars.values()}
    assert sorted(rule for _vin, rule in others) == ["letter", "licence_not_valid"]

"""What is planted in the demo's exports is found, and nothing is found of the car that a letter promises to serve."""

from __future__ import annotations

from datetime import timedelta

from apps.exports.models import Finding, Letter, LetterLine
from apps.lab.demo import exports
from apps.lab.demo.people import People
from apps.lab.demo.stories import Stage
from apps.organizations.scope import system_scope
from tests.cast import NOW, Cast
from tests.factories import make_maker_codes, make_vehicle


def test_of_two_used_cars_the_one_without_a_letter_is_found(cast: Cast) -> None:
    make_maker_codes(cast)
    for serial in range(1, 9):
        make_vehicle(cast.maker_hanhai, serial=serial)
    people = People(
        cast.amina, cast.dealer_nairobi, cast.maker_hanhai, cast.regulator_ke, cast.authority, cast.staff, cast.boris
    )
    # The rules are in force since January 2026, and the demo looks back 60 days and more.
    exports.tell(Stage(people, NOW + timedelta(days=120)))
    with system_scope("test"):
        promised = set(LetterLine.objects.values_list("vin", flat=True))
        found = Finding.objects.filter(licence_number="D26-004")
        assert Letter.objects.living().count() == len(promised) == 1
        assert [finding.rule_id for finding in found] == ["letter"]
        assert not promised & {finding.vin for finding in found}
        assert Finding.objects.filter(rule="licence_not_valid", licence_number="D26-002").exists()

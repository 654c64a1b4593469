"""Critical parts in the country: cars of a range of VINs, and no others, need what was said to fit that range."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.organizations.scope import acting_as
from apps.parts import services
from apps.parts.models import Part
from apps.parts.selectors.in_country import needs
from apps.parts.vin_range import Stretches, sortable
from tests.cast import NOW
from tests.factories import make_vehicle, make_vin
from tests.parts.conftest import Shop
from tests.parts.test_supply_measures import needy

__all__ = ["needy"]

DAY = timedelta(days=1)


def test_a_range_of_vins_says_which_cars_need_it(needy: Shop) -> None:
    """Two ranges that overlap count a car once; a range beside a whole model changes nothing; what ended counts on."""
    maker, pads = needy.cast.maker_hanhai, needy.pads
    isle: dict[str, Any] = {"model_name": "Isle", "delivered_on": date(2026, 2, 1)}
    cars = {serial: make_vehicle(maker, serial=serial, **isle) for serial in range(40, 52)}
    make_vehicle(maker, serial=60, country="KZ", **isle)
    ranges = ((41, 44), (43, 46), (49, 49))

    def say(first: int, last: int) -> Any:
        ends = {"vin_from": cars[first].vin, "vin_to": cars[last].vin}
        return needy.as_maker(services.add_fitting, part=pads, model_name="Isle", **ends, at=NOW - 80 * DAY)

    said = [say(*ends) for ends in ranges]
    keys = {serial: sortable(car.vin) for serial, car in cars.items()}
    fits = {serial for serial in cars for first, last in ranges if keys[first] <= keys[serial] <= keys[last]}
    assert fits == {41, 42, 43, 44, 45, 46, 49}

    def found() -> dict[tuple[str, str], int]:
        with acting_as(needy.cast.scope(maker)):
            rows = needs(maker_id=maker.pk, start=NOW - 60 * DAY, end=NOW + DAY)
            numbers = dict(Part.objects.values_list("pk", "number"))
        return {(row.country, numbers[row.part_id]): row.cars for row in rows}

    def queries() -> int:
        with acting_as(needy.cast.scope(maker)), CaptureQueriesContext(connection) as asked:
            needs(maker_id=maker.pk, start=NOW - 60 * DAY, end=NOW + DAY)
        return len(asked)

    # One car of the model Reed needs pads as well; none of the model Isle in Kazakhstan lies in a range.
    assert found() == {("KE", pads.number): 8, ("KE", needy.pump.number): 1, ("KZ", needy.pump.number): 1}
    few = queries()
    make_vehicle(maker, serial=61, **isle)
    said.append(say(51, 51))
    assert queries() == few
    for row in said:
        needy.as_maker(services.end_said, row=row, at=NOW - DAY)
    assert found()["KE", pads.number] == 9
    needy.as_maker(services.add_fitting, part=pads, model_name="Isle", at=NOW - DAY / 2)
    assert (found()["KE", pads.number], found()["KZ", pads.number]) == (14, 1)


@settings(max_examples=60, deadline=None)
@given(ends=st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=6), serial=st.integers(0, 30))
def test_a_stretch_knows_the_ranges_that_its_cars_lie_in(ends: list[tuple[int, int]], serial: int) -> None:
    ranges = [(make_vin(min(pair) + 1), make_vin(max(pair) + 1)) for pair in ends]
    stretches, vin = Stretches(ranges), make_vin(serial + 1)
    for first, last in ranges:
        inside = sortable(first) <= sortable(vin) <= sortable(last)
        assert stretches.holds(first, last, stretches.of(vin)) == inside
    assert stretches.holds("", "", stretches.of(vin))

"""Contests at the same moment: real threads, real transactions."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from apps.organizations.scope import system_scope
from apps.vehicles.models import Registration, Vehicle
from tests.cast import NOW, Cast, build_cast
from tests.claims.test_at_once import together
from tests.factories import make_maker_codes, make_vin
from tests.vehicles.test_register_owner import register
from tests.vehicles.test_registrations import TEXT, contest, of, paper, take

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
LATER = NOW + timedelta(days=15)


@pytest.fixture
def cast(transactional_db: None, settings: Any, tmp_path: Any) -> Cast:
    settings.MEDIA_ROOT = tmp_path
    made = build_cast()
    make_maker_codes(made)
    return made


def standing(vehicle: Vehicle) -> list[Registration]:
    with system_scope("test"):
        return list(Registration.objects.current().filter(vehicle=vehicle))


def test_the_same_contest_twice_at_once_is_one(cast: Cast) -> None:
    register(cast)
    first, second = together(partial(contest, cast, cast.boris), partial(contest, cast, cast.boris))
    assert first.pk == second.pk


def test_a_car_let_go_while_its_contest_is_awarded_has_one_owner(cast: Cast) -> None:
    vehicle = register(cast)
    case = contest(cast, cast.boris)
    results = together(
        partial(take, cast, cast.amina, of(vehicle, cast.amina), "let_go", at=LATER),
        partial(take, cast, cast.dealer_nairobi, case, "award", at=LATER, seen="papers", note=TEXT),
    )
    assert any(isinstance(result, Registration) for result in results), results
    (held,) = standing(vehicle)
    assert held.owner_id == cast.boris.pk
    with system_scope("test"):
        assert Vehicle.objects.get(vin=make_vin(1)).owner_id == cast.boris.pk


def test_an_answer_and_a_withdrawal_at_once_leave_nobody_asked(cast: Cast) -> None:
    vehicle = register(cast)
    case, holder = contest(cast, cast.boris), of(vehicle, cast.amina)
    results = together(
        partial(take, cast, cast.amina, holder, "prove", papers=[paper()]),
        partial(take, cast, cast.boris, case, "withdraw"),
    )
    assert all(isinstance(result, Registration) for result in results), results
    (held,) = standing(vehicle)
    assert (held.owner_id, held.answer_by) == (cast.amina.pk, None)

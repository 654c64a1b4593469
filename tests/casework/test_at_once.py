"""Two people, or the same form twice, at the same moment: real threads, real transactions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from apps.casework.kinds import kinds
from apps.casework.models import StepKey
from apps.core.errors import Conflict
from apps.organizations.scope import system_scope
from tests.casework.cases import DAY, World, build_world
from tests.cast import NOW, Cast, build_cast
from tests.claims.test_at_once import together

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
#: Two steps by two people that the same state admits once.
RIVALS = {
    "claim": (("withdraw", "amina", "The owner"), ("respond", "dealer_nairobi", "Savanna Motors")),
    "objection": (("withdraw", "amina", "The owner"), ("reject", "maker_hanhai", "Hanhai Motor")),
    "escalation": (
        ("withdraw", "amina", "The owner"),
        ("take_up", "regulator_ke", "Vehicle Service Board of Kenya"),
    ),
    "order": (("cancel", "dealer_nairobi", "Savanna Motors"), ("dispatch", "maker_hanhai", "Hanhai Motor")),
    "flag": (
        ("acknowledge", "regulator_ke", "Vehicle Service Board of Kenya staff"),
        ("dismiss", "authority", "Export Licensing Office staff"),
    ),
    "invitation": (("accept", "amina", "Amina Otieno"), ("withdraw", "dealer_nairobi", "Savanna Motors staff")),
    "membership": (("leave", "amina", "Amina Otieno"), ("remove", "dealer_nairobi", "Savanna Motors staff")),
    "appointment": (("end", "maker_hanhai", "Hanhai Motor"), ("end", "maker_hanhai", "Hanhai Motor")),
    "registration": (("let_go", "amina", "The owner"), ("verify", "dealer_nairobi", "Savanna Motors")),
    "rule": (
        ("publish", "authority", "Export Licensing Office staff"),
        ("withdraw", "authority", "Export Licensing Office staff"),
    ),
    "licence": (
        ("verify", "authority", "Export Licensing Office"),
        ("withdraw", "authority", "Export Licensing Office"),
    ),
    "letter": (("revoke", "maker_hanhai", "Hanhai Motor"), ("revoke", "maker_hanhai", "Hanhai Motor")),
    "recall": (("publish", "maker_hanhai", "Hanhai Motor"), ("order", "authority", "Export Licensing Office")),
    "finding": (("explain", "maker_hanhai", "Hanhai Motor"), ("uphold", "authority", "Export Licensing Office")),
    "plan": (("publish", "maker_hanhai", "Hanhai Motor"), ("withdraw", "maker_hanhai", "Hanhai Motor")),
    "booking": (("accept", "amina", "The owner"), ("move", "dealer_nairobi", "Savanna Motors")),
    "stocktake": (("finish", "dealer_nairobi", "Savanna Motors"), ("drop", "dealer_nairobi", "Savanna Motors")),
    "core": (("send", "dealer_nairobi", "Savanna Motors"), ("keep", "dealer_nairobi", "Savanna Motors")),
    "partreturn": (("refuse", "maker_hanhai", "Hanhai Motor"), ("withdraw", "dealer_nairobi", "Savanna Motors")),
    "transfer": (("receive", "dealer_nairobi", "Savanna Motors"), ("take_back", "dealer_nairobi", "Savanna Motors")),
    "partrequest": (("refuse", "dealer_coast", "Coast Motors"), ("withdraw", "dealer_nairobi", "Savanna Motors")),
    "estimate": (("ask", "dealer_nairobi", "Savanna Motors"), ("withdraw", "dealer_nairobi", "Savanna Motors")),
    "settlement": (("submit", "dealer_nairobi", "Savanna Motors"), ("withdraw", "dealer_nairobi", "Savanna Motors")),
    "conduct": (("appeal", "maker_hanhai", "Hanhai Motor"), ("lift", "authority", "Export Licensing Office")),
}


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return build_cast()


@pytest.fixture
def world(cast: Cast) -> World:
    return build_world(cast)


def case_of(world: World, name: str) -> Any:
    case = world.make(name)
    if name == "order":
        world.take(case, "submit", "dealer_nairobi", NOW)
        with system_scope("test"):
            case.refresh_from_db()
    return case


def test_every_kind_has_its_rivals() -> None:
    assert {kind.name for kind in kinds()} == set(RIVALS)


@pytest.mark.parametrize("name", sorted(RIVALS))
def test_of_two_at_once_one_wins_and_the_other_is_told_by_whom(name: str, world: World) -> None:
    case = case_of(world, name)
    seen = case.version

    def act(verb: str, who: str) -> Callable[[], Any]:
        given = world.given(case, verb, who)
        return lambda: world.take(case, verb, who, NOW + DAY, version=seen, given=given)

    first, second = RIVALS[name]
    results = together(act(*first[:2]), act(*second[:2]))
    (lost,) = (result for result in results if isinstance(result, Conflict))
    winner = second if results[0] is lost else first
    assert winner[2] in str(lost)
    with system_scope("test"):
        case.refresh_from_db()
        assert case.version == seen + 1
        assert case.events.filter(kind__in=(first[0], second[0])).count() == 1


def test_the_same_key_four_times_at_once_is_one_step(world: World) -> None:
    claim = world.claim()
    results = together(*[lambda: world.take(claim, "respond", "dealer_nairobi", NOW + DAY, key="k-1", version=1)] * 4)
    assert {(type(result).__name__, getattr(result, "version", result)) for result in results} == {("Claim", 2)}
    with system_scope("test"):
        assert claim.events.filter(kind="respond").count() == 1
        assert StepKey.objects.filter(kind="claim").count() == 1

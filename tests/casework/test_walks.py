"""Any walk of anybody over the tables of all kinds leaves a true record."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.casework.kinds import CaseKind, kind_named, kinds
from apps.casework.models import StepKey
from apps.core.errors import Conflict, Refused
from apps.organizations.scope import system_scope
from tests.casework.cases import SIDES, World
from tests.cast import NOW

KINDS = [kind.name for kind in kinds()]
#: Who each side is; written by hand, so that a table opened to a side by mistake is noticed below.
WHO = {"OWNER": "amina", "DEALER": "dealer_nairobi", "MANUFACTURER": "maker_hanhai", "REGULATOR": "regulator_ke"}
WHO |= {"AUTHORITY": "authority"}
#: Whose step it is in a case between two dealers.
WHOSE = {"dealer_id": "dealer_nairobi", "supplier_id": "dealer_coast"}
STRANGERS = {"boris", "dealer_almaty"}
#: What pages of their own ask for, with more than a form of the table.
APART = {"change", "dispute", "decide_dispute"}


def verbs(name: str) -> list[str]:
    return [verb for verb in kind_named(name).verbs if verb not in APART]


def owned(name: str) -> list[tuple[str, str]]:
    """(verb, who) that the table admits at some time: drawn more often than the rest."""
    steps = [step for step in kind_named(name).steps if step.verb not in APART]
    return [
        (step.verb, WHOSE.get(step.firm, WHO[side.name])) for step in steps for side in step.sides if side.name in WHO
    ]


def walks(name: str) -> Any:
    pair = st.one_of(
        st.sampled_from(owned(name)),
        st.sampled_from(owned(name)),
        st.tuples(st.sampled_from(verbs(name)), st.sampled_from(SIDES)),
    )
    return st.lists(st.tuples(pair, st.integers(-1, 3), st.booleans()), min_size=3, max_size=12)


@pytest.mark.parametrize("name", KINDS)
@settings(max_examples=24, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_walk_keeps_the_record_true(name: str, world: World, data: st.DataObject) -> None:
    kind, case, at = kind_named(name), world.make(name), NOW
    for (verb, who), days, twice in data.draw(walks(name)):
        at += timedelta(days=days)
        before = _seen(case)
        key = str(uuid.uuid4())
        taken = _take(world, case, verb, who, at, key)
        after = _seen(case)
        if not taken:
            assert after == before, (verb, who)
            continue
        assert who not in STRANGERS
        _agree(kind, before, after, verb)
        if twice:
            _same_again(world, case, verb, who, at, key, after)


def _take(world: World, case: Any, verb: str, who: str, at: Any, key: str) -> bool:
    given = world.given(case, verb, who)
    world.last = given
    try:
        world.take(case, verb, who, at, key=key, given=given)
    except (Refused, PermissionDenied):
        return False
    return True


def _seen(case: Any) -> dict[str, Any]:
    with system_scope("test: look at a case"):
        case.refresh_from_db()
        kind = next(kind for kind in kinds() if isinstance(case, kind.model))
        events = list(case.events.order_by("id"))
        return {
            "version": case.version,
            "states": kind.states(case),
            "events": events,
            "updated_at": getattr(case, "updated_at", None),
        }


def _agree(kind: CaseKind, before: dict[str, Any], after: dict[str, Any], verb: str) -> None:
    assert after["events"][: len(before["events"])] == before["events"]
    event, *further = after["events"][len(before["events"]) :]
    # What is nowhere to be reserved is ordered at once, which is a step of its own.
    assert [each.kind for each in further] in ([], ["order_parts"] if verb == "reserve_parts" else [])
    assert after["version"] == before["version"] + 1 + len(further)
    assert (event.kind, event.actor_id is not None) == (verb, True)
    assert event.recorded_at >= event.happened_at
    assert after["updated_at"] in (None, event.happened_at)
    assert all(event.happened_at >= earlier.happened_at for earlier in before["events"])
    rows = [step for each in (verb, *(each.kind for each in further)) for step in kind.rows(each)]
    targets = {step.target or source for step in rows for source in step.sources}
    assert after["states"] <= before["states"] | targets
    assert any(before["states"] & set(step.sources) for step in kind.rows(verb))


def _same_again(world: World, case: Any, verb: str, who: str, at: Any, key: str, after: dict[str, Any]) -> None:
    """The same key with the same content does nothing twice; with another content it is a conflict, told."""
    if verb != "order_parts":  # has a key of its own: the order's
        world.take(case, verb, who, at, key=key, given=world.last)
        assert _seen(case) == after
        # A kind of one verb has no other content.
        for other in [v for v in verbs_of(case) if v not in (verb, "order_parts")][:1]:
            with pytest.raises((Conflict, PermissionDenied)) as told:
                world.take(case, other, who, at, key=key)
            if isinstance(told.value, Conflict):
                assert told.value.code == "key_reused"
            assert _seen(case) == after
    with system_scope("test: keys"):
        assert StepKey.objects.filter(key=key).count() == 1


def verbs_of(case: Any) -> list[str]:
    return verbs(next(kind.name for kind in kinds() if isinstance(case, kind.model)))

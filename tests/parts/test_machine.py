"""The table of states and everything that must agree with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from apps.organizations.scope import Side
from apps.parts import machine
from apps.parts.machine import STEPS, Verb
from apps.parts.models import OrderLine, PartsOrder

ROOT = Path(__file__).resolve().parents[2]


def test_the_picture_in_the_documentation_is_the_table() -> None:
    assert machine.picture() in (ROOT / "docs" / "parts.md").read_text("utf-8")


def test_orders_and_lines_have_the_same_states() -> None:
    assert OrderLine.Status.values == PartsOrder.Status.values


def test_every_state_can_be_reached_and_every_verb_has_a_step() -> None:
    assert {step.target for step in STEPS} | {OrderLine.Status.DRAFT} == set(OrderLine.Status)
    assert {step.verb for step in STEPS} == set(Verb)


def test_what_is_over_stays_over() -> None:
    over = {OrderLine.Status.RECEIVED, OrderLine.Status.CANCELLED}
    assert not over & {step.source for step in STEPS}


@pytest.mark.parametrize("side", [Side.OWNER, Side.REGULATOR, Side.AUTHORITY, Side.GATE])
def test_others_do_nothing(side: Side) -> None:
    assert not any(machine.may(step.source, step.verb, side) for step in STEPS)

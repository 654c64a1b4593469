"""The table of states and everything that must agree with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from apps.organizations.scope import Actor, Side
from apps.parts.models import OrderLine, PartsOrder
from apps.parts.steps import KIND

ROOT = Path(__file__).resolve().parents[2]


def test_the_picture_in_the_documentation_is_the_table() -> None:
    assert KIND.picture() in (ROOT / "docs" / "parts.md").read_text("utf-8")


def test_orders_and_lines_have_the_same_states() -> None:
    assert OrderLine.Status.values == PartsOrder.Status.values


def test_every_state_can_be_reached() -> None:
    assert {step.target for step in KIND.steps} - {""} | {OrderLine.Status.DRAFT} == set(OrderLine.Status)


def test_what_is_over_stays_over() -> None:
    """What came over may be found after the rest was booked in, and papers be added: neither moves a line."""
    over, still = {OrderLine.Status.RECEIVED, OrderLine.Status.CANCELLED}, {"report_over", "attach"}
    assert not over & {source for step in KIND.steps if step.verb not in still for source in step.sources}


@pytest.mark.parametrize("side", [Side.OWNER, Side.REGULATOR, Side.AUTHORITY, Side.GATE])
def test_others_do_nothing(side: Side) -> None:
    assert not any(step.may(Actor(side, "somebody")) for step in KIND.steps)

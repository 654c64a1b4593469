"""Parts that nobody needs stop no clock in silence: reasons are asked for, and old lines charge nobody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from apps.claims import services
from apps.claims.models import Claim
from apps.core.errors import Refused
from apps.organizations.scope import acting_as, system_scope
from apps.parts import services as parts
from apps.parts.models import OrderLine, Part
from tests.cast import NOW, Cast
from tests.claims.conftest import DAY, File

Call = Callable[..., Any]
WHY = "The one on the shelf is promised to another car that came first."


@pytest.fixture
def in_repair(file: File, as_dealer: Call) -> Claim:
    claim = as_dealer(services.respond, file(), message="Bring it on Monday", at=NOW + DAY)
    done: Claim = as_dealer(services.start_repair, claim, at=NOW + DAY)
    return done


def order(as_dealer: Call, claim: Claim, part: Part, **more: Any) -> Any:
    return as_dealer(
        services.order_parts, claim, lines=[(part.pk, 1)], request_key="k-order-1", at=NOW + 2 * DAY, **more
    )


def test_what_stands_on_the_own_shelf_is_ordered_with_a_reason_that_others_read(
    cast: Cast, in_repair: Claim, part: Part, as_dealer: Call
) -> None:
    with acting_as(cast.scope(cast.dealer_nairobi)):
        parts.receive_stock(
            dealer_id=cast.dealer_nairobi.pk, part=part, quantity=1, reference="opening stock", key="in-1",
            by=cast.actor(cast.dealer_nairobi), at=NOW,
        )  # fmt: skip
    with pytest.raises(Refused, match="OBC-11 is on your own shelf") as refused:
        order(as_dealer, in_repair, part)
    assert refused.value.field == "despite"
    order(as_dealer, in_repair, part, despite=WHY)
    for who in (cast.amina, cast.maker_hanhai):
        with acting_as(cast.scope(who)):
            event = in_repair.events.get(kind="order_parts")
            assert (event.note, event.values["on_shelf"]) == (WHY, "OBC-11")


def test_what_is_not_there_needs_no_reason(in_repair: Claim, part: Part, as_dealer: Call) -> None:
    order(as_dealer, in_repair, part)
    with system_scope("test"):
        assert "on_shelf" not in in_repair.events.get(kind="order_parts").values


def test_a_part_of_another_component_is_ordered_with_a_reason_that_others_read(
    cast: Cast, in_repair: Claim, part: Part, as_dealer: Call
) -> None:
    def belongs(component: str) -> None:
        with acting_as(cast.scope(cast.maker_hanhai)):
            parts.edit_part(part=part, name=part.name, active=True, component=component)

    belongs("paint")
    with pytest.raises(Refused, match="OBC-11 belongs to another component") as refused:
        order(as_dealer, in_repair, part)
    assert (refused.value.field, refused.value.code) == ("despite", "another_component")
    order(as_dealer, in_repair, part, despite=WHY)
    with acting_as(cast.scope(cast.amina)):
        event = in_repair.events.get(kind="order_parts")
        assert (event.note, event.values["elsewhere"]) == (WHY, "OBC-11")


def test_a_part_of_the_component_or_of_none_needs_no_reason(
    cast: Cast, in_repair: Claim, part: Part, as_dealer: Call
) -> None:
    with acting_as(cast.scope(cast.maker_hanhai)):
        parts.edit_part(part=part, name=part.name, active=True, component=in_repair.component)
    order(as_dealer, in_repair, part)
    with system_scope("test"):
        assert "elsewhere" not in in_repair.events.get(kind="order_parts").values


def complete(as_dealer: Call, claim: Claim, **more: Any) -> Claim:
    done: Claim = as_dealer(
        services.complete_repair, claim, cause="Fuse", correction="Replaced", at=NOW + 4 * DAY, **more
    )
    return done


def test_a_repair_is_done_only_with_its_open_lines_settled(in_repair: Claim, part: Part, as_dealer: Call) -> None:
    order(as_dealer, in_repair, part)
    with pytest.raises(Refused, match="OBC-11 is still on order") as refused:
        complete(as_dealer, in_repair)
    assert refused.value.field == "open_lines"
    with pytest.raises(Refused) as refused:
        complete(as_dealer, in_repair, open_lines="keep", kept_why="why")
    assert refused.value.field == "kept_why"
    complete(as_dealer, in_repair, open_lines="cancel")
    with system_scope("test"):
        line = OrderLine.objects.get()
        assert (line.status, line.cancelled_by, line.cancel_reason) == ("cancelled", "dealer", "not_needed")


def test_what_was_kept_charges_nobody_after_reopening(
    in_repair: Claim, part: Part, as_dealer: Call, as_owner: Call
) -> None:
    order(as_dealer, in_repair, part)
    claim = complete(as_dealer, in_repair, open_lines="keep", kept_why=WHY)
    claim = as_dealer(services.hand_back, claim, at=NOW + 5 * DAY)
    claim = as_owner(services.reopen, claim, message="It stopped charging again", at=NOW + 6 * DAY)
    assert (claim.waiting_for, claim.is_paused) == ("dealer", False)
    with system_scope("test"):
        assert OrderLine.objects.get().status == "submitted"
        assert claim.events.get(kind="complete").values["kept_why"] == WHY

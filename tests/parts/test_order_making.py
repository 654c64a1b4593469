"""What can be ordered, from whom, and how often the same form makes an order."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from apps.core.errors import Conflict, Refused
from apps.organizations.models import Appointment
from apps.organizations.scope import system_scope
from apps.parts import services
from apps.parts.models import OrderLine, PartsOrder
from tests.cast import NOW
from tests.parts.conftest import Shop


def test_the_same_part_twice_becomes_one_line(shop: Shop) -> None:
    order = shop.draft((shop.pads, 2), (shop.filter, 1), (shop.pads, 3))
    with system_scope("test"):
        lines = OrderLine.objects.filter(order=order).order_by("id").values_list("part_id", "quantity")
        assert list(lines) == [(shop.pads.pk, 5), (shop.filter.pk, 1)]


@pytest.mark.parametrize("quantity", [0, -1, 10_001, 10**9, "many", 1.5, True, None])
def test_impossible_quantities_are_refused_by_name(shop: Shop, quantity: Any) -> None:
    with pytest.raises(Refused, match="8450-03100A") as refusal:
        shop.draft((shop.pads, quantity))
    assert str(quantity)[:20] in str(refusal.value)
    assert "1 to 10000" in str(refusal.value)


def test_merged_lines_stay_within_bounds(shop: Shop) -> None:
    with pytest.raises(Refused, match="10001"):
        shop.draft((shop.pads, 9_999), (shop.pads, 2))


def test_an_empty_order_is_refused(shop: Shop) -> None:
    with pytest.raises(Refused, match="empty"):
        shop.as_dealer(
            services.create_order,
            dealer_id=shop.cast.dealer_nairobi.pk,
            manufacturer_id=shop.cast.maker_hanhai.pk,
            country="KE",
            lines=[],
            request_key="k",
        )


def test_parts_of_another_maker_are_refused(shop: Shop) -> None:
    with pytest.raises(Refused, match="catalogue"):
        shop.draft((shop.pads, 1), (shop.lamp, 1))


def test_parts_out_of_sale_are_refused(shop: Shop) -> None:
    draft = shop.draft((shop.pads, 1))
    with system_scope("test"):
        services.edit_part(part=shop.pads, name=shop.pads.name, active=False, component="")
    with pytest.raises(Refused, match="cannot be ordered"):
        shop.draft((shop.pads, 1))
    with pytest.raises(Refused, match="cannot be ordered"):
        shop.as_dealer(services.submit_order, order=draft)


def test_only_makers_that_appointed_the_dealer_for_the_country(shop: Shop) -> None:
    cast = shop.cast
    with system_scope("test"):
        Appointment.objects.filter(dealer=cast.dealer_nairobi, manufacturer=cast.maker_lanting).update(
            ends_on=date(2026, 3, 4)
        )
    with pytest.raises(Refused, match="not appointed"):
        shop.draft((shop.lamp, 1))
    with pytest.raises(Refused, match="not appointed"):
        shop.as_dealer(
            services.create_order,
            dealer_id=cast.dealer_nairobi.pk,
            manufacturer_id=cast.maker_hanhai.pk,
            country="KZ",
            lines=[(shop.pads.pk, 1)],
            request_key="k",
        )


def test_sent_twice_is_one_order(shop: Shop) -> None:
    first, second = (shop.draft(request_key="same") for _ in range(2))
    assert first.pk == second.pk
    with system_scope("test"):
        assert PartsOrder.objects.count() == 1
        assert OrderLine.objects.count() == 2


def test_an_unknown_class_is_refused(shop: Shop) -> None:
    with pytest.raises(Refused, match="vor, daily, stock"):
        shop.draft(priority="express")


def test_too_many_lines(shop: Shop) -> None:
    with system_scope("test"):
        parts = [
            services.add_part(manufacturer_id=shop.cast.maker_hanhai.pk, number=f"N{n}", name="x") for n in range(101)
        ]
    with pytest.raises(Refused, match="101 lines"):
        shop.draft(*((part, 1) for part in parts))


def test_a_draft_can_be_changed_and_a_sent_order_cannot(shop: Shop) -> None:
    order = shop.draft()
    change = {"lines": [(shop.pump.pk, 3)], "priority": "vor", "note": "urgent"}
    order = shop.as_dealer(services.change_draft, order=order, version=order.version, **change)
    assert (order.priority, order.note) == ("vor", "urgent")
    with system_scope("test"):
        assert list(order.lines.values_list("part_id", "quantity")) == [(shop.pump.pk, 3)]
    shop.as_dealer(services.submit_order, order=order)
    with pytest.raises(Conflict, match=r"“Submitted” now .Savanna Motors acted last"):
        shop.as_dealer(services.change_draft, order=order, **change)
    with pytest.raises(Conflict):
        shop.as_dealer(services.submit_order, order=order)


def test_a_discarded_draft_tells_nobody(shop: Shop) -> None:
    order = shop.as_dealer(services.cancel_lines, order=shop.draft(), reason="not_needed", at=NOW)
    assert order.status == "cancelled"
    assert order.submitted_at is None

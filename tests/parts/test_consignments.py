"""What left together stays on record as it was then, whatever became of it."""

from __future__ import annotations

from datetime import timedelta

from apps.organizations.scope import acting_as, system_scope
from apps.parts import services
from apps.parts.models import Consignment, OrderLine
from tests.cast import NOW
from tests.parts.conftest import Shop, SignIn, sound
from tests.parts.test_api import Keyed

DAY = timedelta(days=1)


def test_part_shipments_are_rows_with_their_numbers_and_contents(shop: Shop, sign_in: SignIn) -> None:
    order = shop.submitted((shop.pads, 4), (shop.filter, 10))
    with system_scope("test"):
        pads, oil = OrderLine.objects.filter(order=order).order_by("id")
    first = {"line_ids": [pads.pk, oil.pk], "quantities": {oil.pk: 3}, "tracking": "AWB 176", "carrier": "Kestrel Air"}
    order = shop.as_maker(services.dispatch_lines, order=order, customs_number="5304", at=NOW + DAY, **first)
    order = shop.as_maker(
        services.dispatch_lines, order=order, line_ids=[oil.pk], tracking="", carrier="Own lorry", at=NOW + 2 * DAY
    )
    with acting_as(shop.cast.scope(shop.cast.dealer_nairobi)):
        kept = [
            (row.carrier, row.number, row.customs_number, [(part.line.part.number, part.quantity) for part in contents])
            for row in Consignment.objects.filter(order=order)
            if (contents := row.contents.select_related("line__part"))
        ]
        assert OrderLine.objects.get(pk=oil.pk).tracking == "Own lorry", "whoever carries it can be asked"
    assert kept == [
        ("Kestrel Air", "AWB 176", "5304", [(shop.pads.number, 4), (shop.filter.number, 3)]),
        ("Own lorry", "", "", [(shop.filter.number, 7)]),
    ]
    told = {
        "line_ids": [pads.pk],
        "problem": "short",
        "note": "The box held one of the four",
        "quantities": {pads.pk: 3},
    }
    shop.as_dealer(services.report_lines, order=order, at=NOW + 9 * DAY, **told)
    shown = Keyed(shop.cast.dealer_nairobi).get(f"orders/{order.number}/").json()["consignments"]
    assert [sum(row["quantity"] for row in one["contents"]) for one in shown] == [7, 7]
    assert "Kestrel Air" in sound(sign_in(shop.cast.dealer_nairobi).get(order.get_absolute_url()))
    with acting_as(shop.cast.scope(shop.cast.maker_lanting)):
        assert not Consignment.objects.exists()

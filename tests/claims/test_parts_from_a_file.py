"""Parts ordered for a request by a file of orders: as its page orders them."""

from __future__ import annotations

from apps.organizations.scope import system_scope
from apps.parts.models import PartsOrder
from apps.parts.services.order_files import ORDERS
from tests.cast import Cast
from tests.imports import send, told
from tests.settlements.making import build_garage


def test_a_file_orders_for_a_request_and_its_wait_is_the_makers(cast: Cast) -> None:
    garage = build_garage(cast)
    claim = garage.claim()
    text = f"reference,part number,pieces,claim\nJ-1,OBC-11,1,{claim.number.lower()}\nJ-2,OBC-11,1,C-NONE\n"
    job = send(cast, cast.dealer_nairobi, ORDERS, text.encode())
    assert [(line, column) for line, _outcome, column, _words in told(job)] == [(3, "claim")]
    with system_scope("test"):
        order = PartsOrder.objects.get()
        assert (order.reference, order.claim_number, order.status) == ("J-1", claim.number, "submitted")
        assert order.in_warranty == claim.in_warranty
        claim.refresh_from_db()
        assert claim.events.filter(kind="order_parts").exists()
    send(cast, cast.dealer_nairobi, ORDERS, text.encode())
    with system_scope("test"):
        assert PartsOrder.objects.count() == 1

"""Parts of the demo: one that is scarce with a board behind it, an order long past due, a broken piece sent again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from apps.organizations.identity import scope_of_organization
from apps.organizations.models import Appointment, Organization
from apps.organizations.scope import Actor, acting_as, system_scope
from apps.parts import services as parts
from apps.parts.models import OrderLine, Part, PartsOrder

DAY = timedelta(days=1)
#: Who waits for the scarce part: which of the dealers, pieces, order class, and how many days ago it was ordered.
_QUEUE = (
    (0, 1, "vor", 9), (0, 2, "daily", 24), (1, 2, "daily", 31), (2, 1, "vor", 5), (1, 6, "stock", 40),
    (2, 4, "stock", 18),
)  # fmt: skip


def tell(stage: Any, scarce: Part, late: Part, fragile: Part) -> None:
    """``scarce`` is waited for in several countries; ``late`` was promised and moved; ``fragile`` came broken once."""
    _scarcity(stage, scarce)
    _past_due(stage, late)
    _replaced(stage, fragile)


def _scarcity(stage: Any, part: Part) -> None:
    with system_scope("demo: who else sells it"):
        rows = Appointment.objects.filter(manufacturer=stage.people.maker).exclude(dealer=stage.people.dealer)
        others = list(rows.select_related("dealer").order_by("dealer_id", "id").distinct("dealer_id")[:2])
    firms = [(stage.people.dealer, "KE"), *((row.dealer, str(row.country)) for row in others)]
    for n, (who, pieces, priority, days) in enumerate(_QUEUE):
        dealer, country = firms[who % len(firms)]
        order = _ordered(stage, dealer, country, part, pieces, days, key=f"demo-scarce-{n}", priority=priority)
        if priority != "stock":
            _promise(stage, order, stage.now - (days - 2) * DAY, stage.now + (6 - 5 * (days > 20)) * DAY)
    maker, now = stage.people.maker, stage.now
    for days, pieces, reference in ((8, 5, "Container NGSU 229104"), (33, 20, "Production order 7-2291")):
        stage.do(
            maker, parts.plan_receipt, part=part, quantity=pieces, expected_on=(now + days * DAY).date(),
            reference=reference, key=f"demo-plan-{days}", at=now - 3 * DAY,
        )  # fmt: skip
    stage.do(maker, parts.share_part, part=part, available=3, key="demo-share", at=now - 2 * DAY)


def _past_due(stage: Any, part: Part) -> None:
    """Promised for last month, moved twice, and still not sent."""
    order = _ordered(stage, stage.people.dealer, "KE", part, 2, 45, key="demo-late")
    start = stage.now - 44 * DAY
    _promise(stage, order, start, start + 12 * DAY)
    _promise(stage, order, start + 11 * DAY, start + 25 * DAY, reason="supplier")
    note = "The tool for the housing broke; the maker of the part repairs it."
    _promise(stage, order, start + 24 * DAY, start + 40 * DAY, reason="other", note=note)


def _replaced(stage: Any, part: Part) -> None:
    """A piece came broken, was sent again, and is on the shelf."""
    dealer, maker, start = stage.people.dealer, stage.people.maker, stage.now - 26 * DAY
    order = _ordered(stage, dealer, "KE", part, 1, 26, key="demo-replaced", priority="daily")
    _promise(stage, order, start + DAY, start + 4 * DAY)
    for tracking, days in (("AWB 176-4410 8823", 3), ("AWB 176-4410 9071", 13)):
        (line,) = _lines(stage, order, "confirmed", "submitted")
        stage.do(
            maker, parts.dispatch_lines, order=order, line_ids=[line], tracking=tracking, carrier="Kestrel Air Cargo",
            customs_number=f"53042026{days:010d}", at=start + days * DAY,
        )  # fmt: skip
        (sent,) = _lines(stage, order, "dispatched")
        if days < 10:
            note = "The seal of the box was torn and the lens inside is split from top to bottom."
            stage.do(
                dealer, parts.report_lines, order=order, line_ids=[sent], problem="damaged", note=note,
                at=start + 9 * DAY,
            )  # fmt: skip
        else:
            stage.do(dealer, parts.receive_lines, order=order, line_ids=[sent], at=start + 20 * DAY)


def _ordered(
    stage: Any, dealer: Organization, country: str, part: Part, pieces: int, days: int, *, key: str,
    priority: str = "daily",
) -> PartsOrder:  # fmt: skip
    """An order of one part so many days ago, sent to the manufacturer."""
    at, scope = stage.now - days * DAY, scope_of_organization(dealer)
    by = _desk_of(stage, dealer)
    with acting_as(scope):
        order = parts.create_order(
            by=by, dealer_id=dealer.pk, manufacturer_id=part.manufacturer_id, country=country,
            lines=[(part.pk, pieces)], request_key=key, priority=priority, at=at,
        )  # fmt: skip
        return parts.submit_order(order=order, by=by, at=at)


def _desk_of(stage: Any, dealer: Organization) -> Actor:
    """Whoever orders parts there; firms beside the demo's own have no staff that signs in."""
    if dealer.pk in stage.people.staff:
        mine: Actor = stage.actor(dealer)
        return mine
    side = scope_of_organization(dealer).side
    return Actor(side=side, name="Parts desk", organization_id=dealer.pk, organization_name=dealer.name, role="staff")


def _lines(stage: Any, order: PartsOrder, *states: str) -> Iterator[int]:
    with acting_as(stage.scope(stage.people.maker)):
        rows = OrderLine.objects.filter(order=order, status__in=states).order_by("id")
        return iter(list(rows.values_list("pk", flat=True)))


def _promise(stage: Any, order: PartsOrder, at: Any, day: Any, **why: str) -> None:
    promised = dict.fromkeys(_lines(stage, order, "submitted", "confirmed"), day.date())
    stage.do(stage.people.maker, parts.confirm_lines, order=order, promised=promised, at=at, **why)

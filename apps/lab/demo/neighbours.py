"""Dealers of the region that ask each other for parts: one request is open, one on its way, one is done."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from apps.casework import engine
from apps.organizations.identity import scope_of_organization
from apps.organizations.models import Organization, ServicePoint
from apps.organizations.scope import Actor, Side, acting_as, system_scope
from apps.parts import services
from apps.parts.models import Part, PartRequest, Reservation, StockBalance, StockShare
from apps.parts.services import asking

if TYPE_CHECKING:
    from .stories import Stage

DAY = timedelta(days=1)


def tell(stage: Stage) -> None:
    """What a visitor finds under "Requests between dealers", and beside a repair that waits for a part."""
    dealer = stage.people.dealer
    with system_scope("demo: neighbours that show their stock"):
        showing = StockShare.objects.filter(ended_at=None).exclude(dealer=dealer).values("dealer")
        firms = list(Organization.objects.filter(pk__in=showing).order_by("id")[:2])
        waits = Reservation.objects.filter(dealer=dealer, status="coming", part__manufacturer=stage.people.maker)
        waiting = waits.select_related("part").order_by("-off_road", "-made_at", "-id").first()
        shelf = StockBalance.objects.filter(dealer=dealer, on_hand__gte=6, reserved=0).select_related("part")
        ours = list(shelf.order_by("part_number")[:2])
        point = ServicePoint.objects.filter(dealer=dealer, closed_on=None).order_by("id").first()
    if not firms or waiting is None or len(ours) < 2:
        return
    near, other = firms[0], firms[-1]
    _receive(stage, near, waiting.part, 4)
    _receive(stage, other, ours[1].part, 9)
    wish = services.Wish(waiting.quantity, point, waiting.claim_number, note="The car stands in our yard")
    on_its_way = _ask(stage, dealer, near, waiting.part, wish, 2)
    _offer(stage, near, on_its_way, "18400", stage.now - 1.8 * DAY)
    _take(stage, dealer, on_its_way, "accept", stage.now - 1.7 * DAY)
    _send(stage, near, on_its_way, stage.now - DAY)
    done = _ask(stage, dealer, other, ours[1].part, services.Wish(3, point), 12)
    _offer(stage, other, done, "2150", stage.now - 11 * DAY)
    _take(stage, dealer, done, "accept", stage.now - 10.9 * DAY)
    _send(stage, other, done, stage.now - 10 * DAY)
    _take(stage, dealer, done, "receive", stage.now - 8 * DAY)
    asked = services.Wish(2, None, price=Decimal(3000), currency="KES", note="For a fleet: could you spare two?")
    _ask(stage, near, dealer, ours[0].part, asked, 0.2)


def _as(stage: Stage, firm: Organization, service: Any, **given: Any) -> Any:
    """Act as a firm of the demo, the one without people of its own too."""
    if firm == stage.people.dealer:
        return stage.do(firm, service, **given)
    by = Actor(Side.DEALER, firm.name, organization_id=firm.pk, organization_name=firm.name, role="staff")
    with acting_as(scope_of_organization(firm)):
        return service(by=by, **given)


def _receive(stage: Stage, firm: Organization, part: Part, quantity: int) -> None:
    _as(
        stage, firm, services.receive_stock, dealer_id=firm.pk, part=part, quantity=quantity, at=stage.now - 40 * DAY,
        reference="Delivery note 24-0911", key=f"demo-neighbour-{part.pk}",
    )  # fmt: skip


def _ask(
    stage: Stage, asker: Organization, supplier: Organization, part: Part, wish: services.Wish, days: float
) -> PartRequest:
    made: PartRequest = _as(
        stage, asker, services.ask, part=part, supplier=supplier, wish=wish, request_key=f"demo-ask-{part.pk}",
        at=stage.now - days * DAY,
    )  # fmt: skip
    return made


def _offer(stage: Stage, firm: Organization, case: PartRequest, price: str, at: Any) -> None:
    _as(
        stage, firm, asking.offer, partrequest=case, quantity=case.quantity, price=Decimal(price), currency="KES",
        send_by=(at + 2 * DAY).date(), note="From our shelf, unopened boxes", at=at,
    )  # fmt: skip


def _send(stage: Stage, firm: Organization, case: PartRequest, at: Any) -> None:
    _as(
        stage, firm, asking.send, partrequest=case, carrier="Savanna Express", tracking=f"SE {case.pk:06d}",
        expected_on=(at + 3 * DAY).date(), at=at,
    )  # fmt: skip


def _take(stage: Stage, firm: Organization, case: PartRequest, verb: str, at: Any) -> None:
    _as(stage, firm, engine.take, case=case, verb=verb, at=at)

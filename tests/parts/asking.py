"""A neighbour of Savanna Motors, in Mombasa, that shows its stock; and the short way to a request to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from apps.accounts.models import User
from apps.casework import engine
from apps.organizations.models import Appointment, Membership, Organization, ServicePoint
from apps.organizations.scope import acting_as, system_scope
from apps.parts import selectors, services
from apps.parts.models import PartRequest, Reservation, StockBalance
from apps.parts.services import asking
from tests.cast import NOW, PASSWORD, Cast
from tests.parts.conftest import Shop

DAY = timedelta(days=1)
SEND_BY, EXPECTED = NOW.date() + 2 * DAY, NOW.date() + 6 * DAY


def make_neighbour(cast: Cast, *, slug: str = "coast", country: str = "KE") -> Organization:
    """A dealer of Hanhai in the region of Nairobi, with a service point and somebody who works there."""
    with system_scope("test: a neighbour"):
        made = Organization.objects.create(kind="dealer", name="Coast Motors", slug=slug, country=country)
        Appointment.objects.create(manufacturer=cast.maker_hanhai, dealer=made, country=country, starts_on="2025-01-01")
        place = {"address": "2 Quay", "city": "Mombasa", "country": country, "opened_on": date(2024, 1, 1)}
        ServicePoint.objects.create(dealer=made, name="Coast Mombasa", **place)
        person = User.objects.create_user(f"staff@{slug}.example", PASSWORD, full_name="Coast staff", country=country)
        Membership.objects.create(user=person, organization=made, person_name=person.full_name, preferred=True)
        cast.staff[made.pk] = person
    return made


@dataclass
class Pair:
    """Savanna Motors asks, Coast Motors has ten pads and shows them."""

    shop: Shop
    coast: Organization

    @property
    def nairobi(self) -> Organization:
        found: Organization = self.shop.cast.dealer_nairobi
        return found

    def point(self, firm: Organization) -> ServicePoint:
        """The firm's first service point."""
        with system_scope("test: a point"):
            return ServicePoint.objects.filter(dealer=firm).order_by("id")[0]

    def do(self, firm: Organization, act: Any, **given: Any) -> Any:
        with acting_as(self.shop.cast.scope(firm)):
            return act(by=self.shop.cast.actor(firm), **{"at": NOW, **given})

    def stock(self, firm: Organization, quantity: int) -> None:
        self.do(
            firm, services.receive_stock, dealer_id=firm.pk, part=self.shop.pads, quantity=quantity, reference="",
            key=str(uuid4()),
        )  # fmt: skip

    def asked(self, quantity: int = 4, **wish: Any) -> PartRequest:
        made: PartRequest = self.do(
            self.nairobi, services.ask, part=self.shop.pads, supplier=self.coast, request_key=str(uuid4()),
            wish=services.Wish(quantity, self.point(self.nairobi), **wish),
        )  # fmt: skip
        return made

    def offered(self, quantity: int = 4, **wish: Any) -> PartRequest:
        case = self.asked(quantity, **wish)
        self.offer(case, quantity)
        return case

    def offer(self, case: PartRequest, quantity: int, **more: Any) -> None:
        given = {"price": Decimal("1200.50"), "currency": "KES", "send_by": SEND_BY, **more}
        self.do(self.coast, asking.offer, partrequest=case, quantity=quantity, **given)

    def accepted(self, quantity: int = 4, **wish: Any) -> PartRequest:
        case = self.offered(quantity, **wish)
        self.take(self.nairobi, case, "accept")
        return case

    def sent(self, quantity: int = 4, **wish: Any) -> PartRequest:
        case = self.accepted(quantity, **wish)
        self.do(self.coast, asking.send, partrequest=case, carrier="Rapid Vans", expected_on=EXPECTED)
        return case

    def take(self, firm: Organization, case: PartRequest, verb: str, **more: Any) -> None:
        self.do(firm, engine.take, case=case, verb=verb, **more)

    def now(self, case: PartRequest) -> PartRequest:
        with system_scope("test: as it is"):
            case.refresh_from_db()
        return case

    def figures(self, firm: Organization) -> tuple[int, int, int]:
        """(on hand, kept, in transit) of the pads."""
        with system_scope("test: a balance"):
            row = StockBalance.objects.get(dealer=firm, part=self.shop.pads)
        return row.on_hand, row.reserved, row.in_transit

    def waits(self, claim: str, quantity: int, **need: Any) -> Reservation:
        """A repair of Savanna Motors that waits for pads."""
        point = self.point(self.nairobi).pk
        made: list[Reservation] = self.do(
            self.nairobi, services.reserve, dealer_id=self.nairobi.pk, need=services.Need(claim, point, **need),
            lines=[(self.shop.pads, quantity)], key=f"reserve-{claim}",
        )  # fmt: skip
        return made[0]

    def agrees(self) -> bool:
        """What ``stock check`` says."""
        with system_scope("test: stock check"):
            return list(selectors.differences()) == []


def make_pair(shop: Shop) -> Pair:
    pair = Pair(shop, make_neighbour(shop.cast))
    pair.do(pair.coast, services.share_stock)
    pair.stock(pair.coast, 10)
    return pair

"""A claim of Amina's whose repair costs something: estimates and settlements as the cast writes them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from apps.casework import engine
from apps.claims import services as claims
from apps.claims.models import Claim
from apps.organizations.models import Membership, Organization
from apps.organizations.scope import Actor, acting_as, system_scope
from apps.parts.models import Part
from apps.settlements.given import LineGiven
from apps.settlements.models import CostLine, Estimate, Settlement
from apps.settlements.services import estimates, lines, rules, settlements
from apps.vehicles.models import Vehicle
from tests.cast import NOW, Cast
from tests.factories import make_owned_vehicle

DAY = timedelta(days=1)
LABOUR = LineGiven(
    kind="labour", words="Replace the on-board charger", code="44-10", currency="KES", hours=Decimal("2.5"),
    rate=Decimal(3000),
)  # fmt: skip
PART = LineGiven(
    kind="part", words="On-board charger", currency="KES", source="stock", part_number="OBC-11", quantity=Decimal(1),
    unit_price=Decimal("41250.50"), causal=True,
)  # fmt: skip
TAX = LineGiven(kind="tax", words="Value added tax, 16 %", currency="KES", amount=Decimal("7800.08"))


Case = TypeVar("Case", Estimate, Settlement)


@dataclass
class Garage:
    """The cast with a car, a part, and a hand for each of them. Days count from the cast's present."""

    cast: Cast
    car: Vehicle
    part: Part
    serial: int = 1

    def do(self, who: Any, service: Any, *, day: float = 0, admin: bool = False, **arguments: Any) -> Any:
        """Call a service as somebody of the cast, some days after it all began."""
        with acting_as(self.cast.scope(who)):
            return service(by=self.actor(who, admin=admin), at=self.at(day), **arguments)

    def actor(self, who: Any, *, admin: bool = False) -> Actor:
        found = self.cast.actor(who)
        return replace(found, role=Membership.Role.ADMIN) if admin else found

    def at(self, day: float) -> datetime:
        return NOW + day * DAY

    def dealer(self, service: Any, **arguments: Any) -> Any:
        return self.do(self.cast.dealer_nairobi, service, **arguments)

    def maker(self, service: Any, **arguments: Any) -> Any:
        return self.do(self.cast.maker_hanhai, service, **arguments)

    def owner(self, service: Any, **arguments: Any) -> Any:
        return self.do(self.cast.amina, service, **arguments)

    def claim(self, *, day: float = 0, odometer_km: int = 1_500) -> Claim:
        """Filed, answered and taken in."""
        made = self.owner(
            claims.file_claim, day=day, vehicle=self.car, dealer_id=self.cast.dealer_nairobi.pk, component="charging",
            complaint="The car stops charging after ten minutes", occurred_on=self.at(day).date(),
            odometer_km=odometer_km, immobilised=False, request_key=str(uuid.uuid4()),
        )  # fmt: skip
        made = self.dealer(claims.respond, day=day, claim=made, message="Bring it on Monday please")
        taken_in: Claim = self.dealer(claims.start_repair, day=day, claim=made)
        return taken_in

    def repaired(self, claim: Claim | None = None, *, day: float = 1) -> Claim:
        done: Claim = self.dealer(
            claims.complete_repair, day=day, claim=claim or self.claim(), cause="The charger is broken",
            correction="The charger was replaced",
        )  # fmt: skip
        return done

    def estimate(self, *given: LineGiven, claim: Claim | None = None, day: float = 0, asked: bool = True) -> Estimate:
        made: Estimate = self.dealer(estimates.draft_estimate, day=day, claim=claim or self.claim())
        for line in given or (LABOUR, PART):
            self.dealer(lines.write_estimate_line, day=day, estimate=made, given=line)
        if asked:
            self.step(made, "ask", self.cast.dealer_nairobi, day=day)
        return _as_it_is(made)

    def settlement(
        self, *given: LineGiven, claim: Claim | None = None, day: float = 1, handed_in: bool = True, why: str = ""
    ) -> Settlement:
        """With the lines of the authorised estimate, if there is one, and those that are given."""
        made: Settlement = self.dealer(settlements.draft_settlement, day=day, claim=claim or self.repaired())
        for line in given or (() if made.estimate_id else (LABOUR, PART)):
            self.dealer(lines.write_settlement_line, day=day, settlement=made, given=line)
        if handed_in:
            self.dealer(settlements.submit, day=day, settlement=made, exceeded_why=why)
        return _as_it_is(made)

    def step(self, case: Any, verb: str, who: Any, *, day: float = 0, note: str = "") -> Any:
        with acting_as(self.cast.scope(who)):
            return engine.take(case, verb, by=self.actor(who), at=self.at(day), note=note)

    def lines(self, case: Estimate | Settlement) -> list[CostLine]:
        with system_scope("test: lines"):
            return list(case.lines.standing())

    def rule(
        self, limit: Any, *, one_in: int = 10_000, currency: str = "KES", workshop: Organization | None = None
    ) -> Any:
        return self.maker(
            rules.set_rule, admin=True, limit=Decimal(limit), currency=currency, one_in=one_in,
            effective_from=date(2026, 3, 4), grounds="Small repairs cost more to look at", workshop=workshop,
        )  # fmt: skip


def _as_it_is(case: Case) -> Case:
    with system_scope("test: with its lines"):
        case.refresh_from_db()
    return case


def build_garage(cast: Cast) -> Garage:
    with system_scope("test: a part"):
        part = Part.objects.create(manufacturer=cast.maker_hanhai, number="OBC-11", name="On-board charger")
    return Garage(cast, make_owned_vehicle(cast.amina, cast.maker_hanhai, cast.dealer_nairobi), part)

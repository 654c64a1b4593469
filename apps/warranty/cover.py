"""The one answer to whether a part of a car is covered: by the plan it was sold with, and beside it by the law."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from apps.vehicles.models import Powertrain, Vehicle

from .coverage import Decision, Span, Term, Verdict, decide
from .groups import Group
from .legal import Guarantee, guarantee_of
from .models import Coverage, PartCover, WarrantyPlan
from .selectors import coverage_of, part_covers

_WITHOUT_BATTERY = (Powertrain.PETROL, Powertrain.DIESEL)


@dataclass(frozen=True)
class Cover:
    """What holds for one part, or one group of parts, of a car on a day at an odometer.

    ``plan``: the version that the car was sold with; None where no term is on record. ``law``: what the law of the
    destination gives the car, whether it still runs or not; None where nothing is on record.
    """

    decision: Decision
    plan: WarrantyPlan | None
    on: date
    odometer_km: int
    law: Guarantee | None = None

    @property
    def covered(self) -> bool:
        """Whether the maker's plan covers it."""
        return self.decision.covered

    @property
    def covered_by_law(self) -> bool:
        """Whether the legal guarantee of the destination runs."""
        return self.law is not None and self.law.covers(self.on, self.odometer_km)

    @property
    def in_warranty(self) -> bool:
        """Whether duties on a defect count: the accused does not set the ruler (docs/decisions/0035)."""
        return self.covered or self.covered_by_law

    @property
    def verdict(self) -> Verdict:
        return self.decision.verdict

    @property
    def group(self) -> str:
        return self.decision.group

    @property
    def term(self) -> Term | None:
        return self.decision.term

    @property
    def span(self) -> Span | None:
        return self.decision.span

    @property
    def days_left(self) -> int | None:
        return self.span.days_left(self.on) if self.span else None

    @property
    def months_left(self) -> int | None:
        return self.span.months_left(self.on) if self.span else None

    @property
    def km_left(self) -> int | None:
        return self.span.km_left(self.odometer_km) if self.span else None


@dataclass(frozen=True)
class CarCover:
    """Every group of a car's plan, and the parts that repairs fitted; ``groups`` is empty without a term on record."""

    plan: WarrantyPlan | None
    groups: list[Cover]
    parts: list[tuple[PartCover, Cover]]
    law: Guarantee | None
    on: date
    odometer_km: int

    @property
    def main(self) -> Cover | None:
        """What is told in one line: of groups that are covered, the first; else the first of all."""
        return next((cover for cover in self.groups if cover.covered), self.groups[0] if self.groups else None)

    @property
    def covered_by_law(self) -> bool:
        """Whether the legal guarantee of the destination runs."""
        return self.law is not None and self.law.covers(self.on, self.odometer_km)


def coverage(vehicle: Vehicle, component: str, *, on: date, odometer_km: int) -> Cover:
    """Decide whether a fault of a part (components.py) that showed on a day at an odometer is covered.

    Never by a term that nobody promised: without one on record the answer says so. At most 6 queries.
    """
    law, known = guarantee_of(vehicle), coverage_of(vehicle)
    if known is None:
        return Cover(Decision(Verdict.NO_TERM, ""), None, on, odometer_km, law)
    fitted = [part.span for part in part_covers(vehicle) if part.component == component]
    decision = _decided(known, component, on, odometer_km, fitted)
    return Cover(decision, known.plan, on, odometer_km, law)


def _decided(known: Coverage, component: str, on: date, km: int, fitted: list[Span]) -> Decision:
    return decide(
        known.plan.content,
        component,
        starts_on=known.starts_on,
        on=on,
        km=km,
        transferred_on=known.transferred_on,
        fitted=fitted,
    )


def cover_in_short(vehicle: Vehicle, *, on: date) -> CarCover:
    """The groups of a car's plan at its odometer, for lists: no query beyond those of coverage_of."""
    km, known = vehicle.odometer_km or 0, coverage_of(vehicle)
    plan = known.plan if known else None
    return CarCover(plan, _groups(known, vehicle, on, km), [], None, on, km)


def cover_of(vehicle: Vehicle, *, on: date) -> CarCover:
    """All that covers a car on a day at its odometer: groups, parts that repairs fitted, the law; at most 6 queries."""
    short = cover_in_short(vehicle, on=on)
    known, km = coverage_of(vehicle), short.odometer_km
    parts = [(part, Cover(_of_part(part, known, on, km), part.plan, on, km)) for part in part_covers(vehicle)]
    return CarCover(short.plan, short.groups, parts, guarantee_of(vehicle), on, km)


def _groups(known: Coverage | None, vehicle: Vehicle, on: date, km: int) -> list[Cover]:
    """Of each term; a car without a drive battery is told of none."""
    if known is None:
        return []
    content = known.plan.content
    lost = known.transferred_on is not None and on >= known.transferred_on and not content.transferable
    found = []
    for term in content.car_terms:
        if term.group == Group.BATTERY and vehicle.powertrain in _WITHOUT_BATTERY:
            continue
        span = term.span(known.starts_on)
        verdict = Verdict.NOT_TRANSFERRED if lost else span.verdict(on, km)
        found.append(Cover(Decision(verdict, term.group, term, span), known.plan, on, km))
    return found


def _of_part(part: PartCover, known: Coverage | None, on: date, km: int) -> Decision:
    term = known.plan.content.repair_term if known else None
    return Decision(part.span.verdict(on, km), Group.REPAIR_PARTS, term, part.span, by_repair=True)

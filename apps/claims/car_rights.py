"""The rights that the destination's law gives the buyer of one car, joined to what happened to the car."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from apps.core.today import today_in
from apps.duties import names
from apps.duties.models import Clock
from apps.duties.selectors import calendar_of
from apps.duties.worktime import add_calendar_days, add_working_days
from apps.organizations.scope import system_scope
from apps.organizations.serving import Office, offices_of
from apps.vehicles.models import Vehicle
from apps.warranty.legal import first_delivery
from apps.warranty.models import MarketRight
from apps.warranty.remedies import Facts, Remedy, remedies
from apps.warranty.selectors import coverage_of, rights_of

from .attempts import Chain, Repair, Request, linked
from .downtime import out_of_service
from .models import Claim


@dataclass(frozen=True)
class CarRights:
    """``remedies`` empty: no rule on record; ``offices``: whom to ask in the car's country, where they are here."""

    country: str
    remedies: list[Remedy]
    facts: Facts
    offices: list[Office]


def rights_of_car(vehicle: Vehicle, *, at: datetime) -> CarRights:
    """Which remedies are open for a car and how near the others are (10 queries at most).

    What happened to the car under earlier owners counts, and none of it is told but the count.
    """
    country = str(vehicle.country)
    today = today_in(country, at)
    rights = rights_of(country, on=today)
    facts = _facts(vehicle, {right.code: right for right in rights}, at, today)
    return CarRights(country, remedies(rights, facts, on=today), facts, offices_of(country))


def chains_of(vehicle: Vehicle, **narrowed: Any) -> list[Chain]:
    """The requests on a car, linked where the same part came back (2 queries, in the system's scope).

    A request that was withdrawn, or whose denial stands, and on which nothing was repaired, is no return.
    """
    rows = Claim.objects.filter(vehicle_id=vehicle.pk, recall=None, **narrowed).prefetch_related("visits")
    found = []
    for claim in rows.order_by("filed_at", "id"):
        done = tuple(
            Repair(visit.repaired_at, visit.reopened_at)
            for visit in claim.visits.all()
            if visit.repaired_at is not None
        )
        if done or claim.status not in (Claim.Status.WITHDRAWN, Claim.Status.DENIED):
            found.append(Request(claim.number, claim.component, claim.filed_at, claim.odometer_km, done))
    return linked(found)


def _facts(vehicle: Vehicle, rights: dict[str, MarketRight], at: datetime, today: date) -> Facts:
    delivered = first_delivery(vehicle, coverage_of(vehicle))
    if not rights:
        return Facts(delivered)
    country = str(vehicle.country)
    with system_scope("what happened to a car, for the rights of its buyer"):
        chains = chains_of(vehicle, in_warranty=True)
        out = out_of_service(until=today, countries=[country], vehicle_id=vehicle.pk)
        due, missed = _limit(vehicle, at)
        loaner = _loaner(vehicle, rights.get(MarketRight.Code.LOANER))
    worst = max(chains, key=lambda chain: len(chain.failed), default=None)
    repairs = [repair for chain in chains for repair in chain.repairs]
    failed = [pair for chain in chains for pair in chain.failed]
    newest = max(failed, key=lambda pair: pair[1], default=None)
    return Facts(
        delivered,
        failed_repairs=len(worst.failed) if worst else 0,
        part=worst.component if worst and worst.failed else "",
        days_out=out[0].days if out else 0,
        last_repair=max((today_in(country, repair.repaired_at) for repair in repairs), default=None),
        failed_again=(today_in(country, newest[0].repaired_at), today_in(country, newest[1])) if newest else None,
        limit_due=today_in(country, due) if due else None,
        limit_missed=missed,
        loaner_due=loaner,
    )


def _limit(vehicle: Vehicle, at: datetime) -> tuple[datetime | None, bool]:
    """By when the repair under way must be done by law, or one that was late should have been; and whether it was."""
    numbers = Claim.objects.filter(vehicle_id=vehicle.pk).values("pk")
    clocks = Clock.objects.filter(
        subject_kind=Clock.Subject.CLAIM,
        subject_id__in=numbers,
        obligation_id=names.LEGAL_LIMIT,
        due_at__isnull=False,
    ).exclude(ending=Clock.Ending.FELL_AWAY)
    rows = [(due, stopped) for due, stopped in clocks.values_list("due_at", "stopped_at") if due is not None]
    late = [due for due, stopped in rows if due < (stopped or at)]
    running = [due for due, stopped in rows if stopped is None]
    return (max(late), True) if late else (min(running, default=None), False)


def _loaner(vehicle: Vehicle, right: MarketRight | None) -> date | None:
    """The last day of the stay under way before the law gives another car; None: not in the workshop, or no figure."""
    if right is None:
        return None
    stays = Claim.objects.filter(vehicle_id=vehicle.pk, in_warranty=True, handed_back_at=None, closed_at=None)
    since = stays.exclude(vehicle_in_at=None).order_by("vehicle_in_at").values_list("vehicle_in_at", flat=True).first()
    if since is None:
        return None
    calendar = calendar_of(str(vehicle.country))
    if right.unit == MarketRight.Unit.WORKING_DAYS:
        return today_in(str(vehicle.country), add_working_days(since, right.value, calendar))
    return today_in(str(vehicle.country), add_calendar_days(since, right.value, calendar.zone))

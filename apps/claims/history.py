"""The service history of a car: what goes with it to every owner, and nothing that is an owner's own.

Stays in workshops, what was found and done, parts fitted, recalls, odometer readings with their corrections, and how
the warranty stands. No name, contact, message or complaint of any owner is read here at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum

from apps.core.today import today_in
from apps.exports.recall_selectors import CarOfRecall, recalls_of_car
from apps.organizations.scope import system_scope
from apps.parts.models import OrderLine
from apps.vehicles.models import OdometerReading, Vehicle
from apps.warranty.cover import CarCover, cover_of

from .attempts import Chain
from .car_rights import chains_of
from .models import Visit

#: Beyond this many, a page says that there are more; no car of this portal has had a tenth of it.
MOST = 200


@dataclass(frozen=True)
class Fitted:
    """So many of a part that a repair fitted."""

    number: str
    name: str
    quantity: int


@dataclass(frozen=True)
class Stay:
    """One stay in a workshop. ``claim_number`` is of the request that it was on; ``again``: the trouble came back."""

    claim_number: str
    component: str
    workshop: str
    odometer_km: int
    taken_in_at: datetime | None
    repaired_at: datetime | None
    handed_back_at: datetime | None
    cause: str
    correction: str
    recall: str
    again: bool
    #: When the same part had been repaired before, where this repair is linked to that one.
    repaired_before: datetime | None
    parts: list[Fitted]


@dataclass(frozen=True)
class History:
    """The service history of one car as of a moment, the newest first."""

    vehicle: Vehicle
    stays: list[Stay]
    chains: list[Chain]
    recalls: list[CarOfRecall]
    readings: list[OdometerReading]
    cover: CarCover

    @property
    def repeated(self) -> list[Chain]:
        """Parts that were repaired more than once within what counts as the same trouble."""
        return [chain for chain in self.chains if len(chain.repairs) > 1 or chain.failed]


def history_of(vehicle: Vehicle, *, at: datetime) -> History:
    """The history of a car that the reader may see, under whichever owner it happened (14 queries at most)."""
    with system_scope("the service history goes with the car"):
        chains = chains_of(vehicle)
        rows = Visit.objects.filter(claim__vehicle_id=vehicle.pk, taken_in_at__isnull=False)
        visits = list(rows.select_related("claim__dealer").order_by("-taken_in_at", "-id")[:MOST])
        parts = _fitted({visit.claim.number for visit in visits})
        readings = OdometerReading.objects.filter(vehicle_id=vehicle.pk).select_related("correction__replaced_by")
        found = list(readings.order_by("-read_on", "-id")[:MOST])
        cover = cover_of(vehicle, on=today_in(str(vehicle.country), at))
    before, again = _links(chains)
    stays = [_stay(visit, parts, before, again) for visit in visits]
    return History(vehicle, stays, chains, recalls_of_car(vehicle.vin, at=at), found, cover)


#: A completed repair, by its request and moment.
Done = tuple[str, datetime | None]


def _stay(visit: Visit, parts: dict[str, list[Fitted]], before: dict[Done, datetime], again: set[Done]) -> Stay:
    claim, done = visit.claim, visit.repaired_at
    repair = (claim.number, done)
    return Stay(
        claim.number,
        claim.component,
        claim.dealer.name if claim.dealer else "",
        claim.odometer_km,
        visit.taken_in_at,
        done,
        visit.handed_back_at,
        visit.cause,
        visit.correction,
        claim.recall or "",
        repair in again,
        before.get(repair),
        # Parts are ordered for a request: they are told with its last stay that ended with a repair.
        parts.get(claim.number, []) if done is not None and claim.repaired_at == done else [],
    )


def _links(chains: Iterable[Chain]) -> tuple[dict[Done, datetime], set[Done]]:
    """When the repair before each had been completed, and the repairs after which the trouble came back."""
    before: dict[Done, datetime] = {}
    again: set[Done] = set()
    for chain in chains:
        failed = {id(repair) for repair, _back in chain.failed}
        last: datetime | None = None
        for request in chain.requests:
            for repair in request.repairs:
                done = (request.number, repair.repaired_at)
                if last is not None:
                    before[done] = last
                if id(repair) in failed:
                    again.add(done)
                last = repair.repaired_at
    return before, again


def _fitted(numbers: set[str]) -> dict[str, list[Fitted]]:
    """The parts that came in for requests, by request (1 query)."""
    rows = OrderLine.objects.filter(order__claim_number__in=numbers, status=OrderLine.Status.RECEIVED)
    sums = rows.values_list("order__claim_number", "part__number", "part__name").annotate(all=Sum("quantity"))
    found: dict[str, list[Fitted]] = defaultdict(list)
    for claim, number, name, quantity in sums.order_by("order__claim_number", "part__number"):
        found[claim].append(Fitted(number, name, quantity))
    return found

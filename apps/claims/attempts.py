"""Repairs of the same part of the same car, linked: each time the trouble came back, the repair before it had failed.

Not the repeat repair of the figures (measures/repeat_repairs.py, ``Claim.repeat_of``: 30 days or 1,000 km, which asks
whether a workshop mends at the first time). This one asks how often a buyer had to come again, as remedies of the law
count it, and reaches as far as warranties on repairs do: 12 months or 20,000 km.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from apps.warranty.coverage import month_later

#: A policy of this portal: the longest term for parts fitted in a repair that makers usually give.
LINKED_MONTHS: Final = 12
LINKED_KM: Final = 20_000


@dataclass(frozen=True)
class Repair:
    """One stay in the workshop that ended with a completed repair; ``reopened_at``: the owner found it not repaired."""

    repaired_at: datetime
    reopened_at: datetime | None = None


@dataclass(frozen=True)
class Request:
    """One time that an owner came with a part: what was repaired of it, in the order of the stays."""

    number: str
    component: str
    filed_at: datetime
    odometer_km: int
    repairs: tuple[Repair, ...] = ()


@dataclass
class Chain:
    """Requests for the same part that are linked, the oldest first."""

    component: str
    requests: list[Request] = field(default_factory=list)

    @property
    def repairs(self) -> list[Repair]:
        """All completed repairs, the oldest first."""
        return [repair for request in self.requests for repair in request.repairs]

    @property
    def failed(self) -> list[tuple[Repair, datetime]]:
        """Repairs after which the trouble came back, and when it did."""
        found = []
        for request, after in zip(self.requests, [*self.requests[1:], None], strict=True):
            for repair in request.repairs:
                if repair.reopened_at is not None:
                    found.append((repair, repair.reopened_at))
                elif after is not None and repair is request.repairs[-1]:
                    found.append((repair, after.filed_at))
        return found


def linked(requests: Iterable[Request]) -> list[Chain]:
    """Link requests for the same part: each is with the one before it when that had been repaired a short while ago.

    Chains come in the order in which they began. A request whose forerunner is not repaired yet stands with it too.
    """
    chains: list[Chain] = []
    newest: dict[str, Chain] = {}
    for request in sorted(requests, key=lambda request: (request.filed_at, request.number)):
        chain = newest.get(request.component)
        if chain is None or not _near(chain.requests[-1], request):
            chain = newest[request.component] = Chain(request.component)
            chains.append(chain)
        chain.requests.append(request)
    return chains


def _near(before: Request, request: Request) -> bool:
    if not before.repairs:
        return True
    last = before.repairs[-1].repaired_at
    soon = request.filed_at.date() <= month_later(last.date(), LINKED_MONTHS)
    return soon or request.odometer_km - before.odometer_km <= LINKED_KM

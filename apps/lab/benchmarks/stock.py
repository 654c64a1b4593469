"""Many workers on few shelves: moves a second against bare updates of the same rows; nothing may differ after it."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from apps.accounts.models import User
from apps.organizations.models import Organization, ServicePoint
from apps.organizations.scope import Actor, Scope, Side, acting_as, system_scope
from apps.parts import selectors, services
from apps.parts.models import StockBalance

from ..hammer import Yard, hammer
from .database import scratch_database

_WORKERS, _PARTS = 16, 50


def bench_stock(*, rows: int = 10_000, say: Callable[[str], None] = print) -> dict[str, Any]:
    """``rows`` random moves by each of 16 processes over 50 parts; ``ok`` is false after a deadlock or a difference."""
    with scratch_database():
        yard = _yard()
        told = hammer(yard, workers=_WORKERS, moves=rows, processes=True)
        with system_scope("bench stock: what differs"):
            differences = len(list(selectors.differences()))
        floor = _bare(yard, rows)
    rate = (told.moves + told.refused) / told.seconds
    say(f"{told.moves:,} moves, {told.refused:,} refused, {told.deadlocks} deadlocks, {differences} differences")
    say(f"{rate:,.0f} moves a second; bare updates {_WORKERS * rows / floor:,.0f}")
    return {
        "bench": "stock",
        "ratio": round(told.seconds / floor, 2),
        "moves_per_second": round(rate),
        "seconds": round(told.seconds, 1),
        "floor_seconds": round(floor, 1),
        "deadlocks": told.deadlocks,
        "differences": differences,
        "rows": _WORKERS * rows,
        "ok": not told.deadlocks and not differences,
    }


def _yard() -> Yard:
    """An invented workshop with a point of four bins, and 50 parts of its maker."""
    now = timezone.now()
    with system_scope("bench stock: firms"), transaction.atomic():
        maker = Organization.objects.create(kind="manufacturer", name="Bench Motor", slug="bench-motor", country="CN")
        dealer = Organization.objects.create(kind="dealer", name="Bench Garage", slug="bench-garage", country="KE")
        point = ServicePoint.objects.create(
            dealer=dealer, name="Bench Garage", address="1", city="Nairobi", country="KE", opened_on=date(2020, 1, 1)
        )
        user = User.objects.create_user(email="bench@bench.example")
        parts = [
            services.add_part(manufacturer_id=maker.pk, number=f"H-{n:03}", name=f"Part {n}") for n in range(_PARTS)
        ]
    actor = Actor(
        side=Side.DEALER, name=dealer.name, user_id=user.pk, organization_id=dealer.pk, organization_name=dealer.name
    )
    scope = Scope(Side.DEALER, user_id=user.pk, organization_id=dealer.pk)
    with acting_as(scope):
        bins = [services.add_bin(point=point, code=f"A-{n}", by=actor, at=now) for n in range(4)]
    return Yard(dealer.pk, actor, scope, parts, bins, now)


def _bare(yard: Yard, rows: int) -> float:
    """Seconds for as many transactions that lock and change one balance each, and nothing else."""

    def work(number: int) -> None:
        try:
            for n in range(rows):
                with system_scope("bench stock: floor"), transaction.atomic():
                    row = StockBalance.objects.filter(part=yard.parts[(number + n) % _PARTS]).order_by("id")
                    row.update(reorder_level=F("reorder_level") + 1)
        finally:
            connection.close()

    began = time.perf_counter()
    with ThreadPoolExecutor(_WORKERS) as pool:
        list(pool.map(work, range(_WORKERS)))
    return time.perf_counter() - began

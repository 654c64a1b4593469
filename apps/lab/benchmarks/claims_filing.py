"""Filing claims one by one, and the floor: bare INSERTs of the rows that filing wrote, a transaction a claim."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import psycopg
from django.db import connection, connections

from apps.claims.services import file_claim
from apps.organizations.models import Appointment
from apps.organizations.scope import Actor, Scope, Side, acting_as, system_scope
from apps.vehicles.models import Vehicle

FILED = 300
_INSERT = re.compile(r'INSERT INTO "(\w+)"')
_RETURNING = re.compile(r' RETURNING "[^)]*$')
Statements = list[tuple[str, Any]]


def filing(*, at: datetime) -> dict[str, Any]:
    """Milliseconds a claim through the service and as bare INSERTs, and their ratio."""
    said: list[Statements] = []
    began = time.perf_counter()
    for vehicle, dealer_id in _cars():
        said.append(_filed(vehicle, dealer_id, at))
    ours = (time.perf_counter() - began) / len(said)
    bare = _inserted(said) / len(said)
    return {
        "ratio": round(ours / bare, 2),
        "file_ms": round(1000 * ours, 2),
        "bare_ms": round(1000 * bare, 2),
        "per_second": round(1 / ours),
        "rows_a_claim": round(sum(len(one) for one in said) / len(said), 1),
        "filed": len(said),
    }


def _cars() -> list[tuple[Vehicle, int]]:
    """Cars of different owners, each with a workshop that its manufacturer appointed where it is."""
    with system_scope("bench claims: cars"):
        places = {(a.manufacturer_id, str(a.country)): a.dealer_id for a in Appointment.objects.filter(ends_on=None)}
        found: dict[int, tuple[Vehicle, int]] = {}
        for car in Vehicle.objects.exclude(owner=None).order_by("-id").iterator(chunk_size=2_000):
            dealer, owner = places.get((car.manufacturer_id or 0, str(car.country))), car.owner_id
            if dealer and owner and owner not in found:
                found[owner] = (car, dealer)
            if len(found) == FILED:
                break
    return list(found.values())


def _filed(vehicle: Vehicle, dealer_id: int, at: datetime) -> Statements:
    """The INSERTs that filing one claim sends."""
    sent: Statements = []

    def keep(execute: Any, statement: str, parameters: Any, many: bool, context: Any) -> Any:
        if _INSERT.match(statement):
            sent.append((statement, parameters))
        return execute(statement, parameters, many, context)

    owner = Actor(Side.OWNER, "Bench", vehicle.owner_id, None)
    with acting_as(Scope(Side.OWNER, user_id=vehicle.owner_id)), connection.execute_wrapper(keep):
        file_claim(
            by=owner,
            vehicle=vehicle,
            dealer_id=dealer_id,
            component="lighting",
            complaint="The left headlamp goes out after ten minutes and comes back when the car has stood.",
            occurred_on=at.date(),
            odometer_km=400_000,
            immobilised=False,
            request_key=str(uuid.uuid4()),
            at=at,
        )
    return sent


def _inserted(said: list[Statements]) -> float:
    """Seconds that the same rows take in tables of the same shape and indexes, without walls, triggers and keys."""
    owner: Any = connections["owner"]
    with owner.Database.connect(**owner.get_connection_params()) as bare:
        for table in {match[1] for match in _matches(said)}:
            bare.execute(f'CREATE TABLE "bench_{table}" (LIKE "{table}" INCLUDING ALL)')
        bare.commit()
        plain = [[(_bare(text), given) for text, given in one] for one in said]
        began = time.perf_counter()
        for one in plain:
            for text, given in one:
                psycopg.ClientCursor(bare).execute(text.encode(), given)
            bare.commit()
        return time.perf_counter() - began


def _bare(statement: str) -> str:
    return _RETURNING.sub("", _INSERT.sub(r'INSERT INTO "bench_\1"', statement))


def _matches(said: list[Statements]) -> Iterator[re.Match[str]]:
    return (match for one in said for text, _ in one if (match := _INSERT.match(text)))

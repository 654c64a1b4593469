"""Many workers on few parts: is any piece promised twice, does anybody see a deadlock, how many moves a second?"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from multiprocessing import get_context
from typing import Any
from uuid import uuid4

from django.db import OperationalError, connection, connections

from apps.core.errors import Refused
from apps.organizations.scope import Actor, Scope, acting_as
from apps.parts import selectors, services
from apps.parts.models import Bin, Part, Reservation


@dataclass(frozen=True)
class Yard:
    """Whose shelves are hammered, by whom: ``bins`` are of one service point."""

    dealer_id: int
    actor: Actor
    scope: Scope
    parts: Sequence[Part]
    bins: Sequence[Bin]
    at: datetime


@dataclass(frozen=True)
class Told:
    """What came of it: moves that were done or refused in words, deadlocks that somebody saw, seconds."""

    moves: int
    refused: int
    deadlocks: int
    seconds: float


def hammer(yard: Yard, *, workers: int, moves: int, seed: int = 1, processes: bool = False) -> Told:
    """Let each of ``workers`` try ``moves`` random acts on the yard's parts at once.

    Threads, or with ``processes`` as the site has them: then outside of any transaction of the caller's.
    """
    began = time.perf_counter()
    with _pool(workers, processes) as pool:
        counted = list(pool.map(partial(_worked, yard, moves), range(seed * 1_000, seed * 1_000 + workers)))
    total: Counter[str] = sum(counted, Counter())
    return Told(total["done"], total["refused"], total["deadlock"], time.perf_counter() - began)


def _pool(workers: int, processes: bool) -> Executor:
    if not processes:
        return ThreadPoolExecutor(workers)
    # A process that is forked must not go on with its parent's connections.
    connections.close_all()
    return ProcessPoolExecutor(workers, get_context("fork"))


def _worked(yard: Yard, moves: int, seed: int) -> Counter[str]:
    chance = random.Random(seed)  # noqa: S311 - no secret
    seen: Counter[str] = Counter()
    try:
        for _ in range(moves):
            seen[_one(yard, chance.choice(_ACTS), chance)] += 1
    finally:
        connection.close()
    return seen


def _one(yard: Yard, act: Callable[[Yard, random.Random, dict[str, Any]], Any], chance: random.Random) -> str:
    base = {"by": yard.actor, "at": yard.at, "key": str(uuid4())}
    try:
        with acting_as(yard.scope):
            act(yard, chance, base)
    except Refused:  # Conflict too: what somebody is told in words
        return "refused"
    except OperationalError as error:
        if "deadlock" in str(error):
            return "deadlock"
        raise
    return "done"


def _on_a_part(yard: Yard, chance: random.Random, base: dict[str, Any]) -> dict[str, Any]:
    return {"dealer_id": yard.dealer_id, "part": chance.choice(yard.parts), "quantity": chance.randint(1, 4), **base}


def _receive(yard: Yard, chance: random.Random, base: dict[str, Any]) -> None:
    services.receive_stock(reference="hammer", bin=chance.choice(yard.bins), **_on_a_part(yard, chance, base))


def _sell(yard: Yard, chance: random.Random, base: dict[str, Any]) -> None:
    services.sell_stock(reference="hammer", **_on_a_part(yard, chance, base))


def _put(yard: Yard, chance: random.Random, base: dict[str, Any]) -> None:
    source, target = chance.sample(list(yard.bins), 2)
    services.put_stock(source=source, target=target, **_on_a_part(yard, chance, base))


def _count(yard: Yard, chance: random.Random, base: dict[str, Any]) -> None:
    given = _on_a_part(yard, chance, base)
    services.count_stock(counted=given.pop("quantity"), reason="hammer", bin=chance.choice(yard.bins), **given)


def _reserve(yard: Yard, chance: random.Random, base: dict[str, Any]) -> None:
    lines = [(part, chance.randint(1, 3)) for part in chance.sample(list(yard.parts), min(3, len(yard.parts)))]
    need = services.Need(f"H-{chance.randint(1, 40)}", off_road=chance.random() < 0.2)
    services.reserve(dealer_id=yard.dealer_id, need=need, lines=lines, **base)


def _give_out(yard: Yard, chance: random.Random, base: dict[str, Any]) -> None:
    rows = selectors.reserved_of_part(dealer_id=yard.dealer_id, part_id=chance.choice(yard.parts).pk)
    held = rows.filter(status=Reservation.Status.HELD).select_related("part").first()
    if held is not None:
        services.give_out(reservation=held, quantity=1, **base)


def _free(yard: Yard, chance: random.Random, base: dict[str, Any]) -> None:
    base.pop("key")
    services.free_claim(dealer_id=yard.dealer_id, claim_number=f"H-{chance.randint(1, 40)}", why="hammer", **base)


_ACTS = (_receive, _receive, _receive, _sell, _put, _count, _reserve, _reserve, _give_out, _give_out, _free)

"""The catalogue at 200,000 parts and a ledger of a million lines: the file against a COPY, lists against bare SQL."""

from __future__ import annotations

import io
import resource
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

from django.db import connections, transaction

from apps.accounts.models import User
from apps.casework.actors import record_of
from apps.casework.imports import send_file
from apps.casework.jobs import run_job
from apps.casework.models import Job
from apps.organizations.models import Membership, Organization
from apps.organizations.scope import Actor, Scope, Side, acting_as, system_scope
from apps.parts import selectors
from apps.parts.filters import PartFilter
from apps.parts.models import Interchange, Part
from apps.parts.services.imports import CATALOGUE
from apps.vehicles.components import Component

from .behind_walls import bare_owner
from .database import scratch_database
from .lists import Look, measured
from .parts_ledger import checked, fill_shelves, looks

NOW = datetime(2026, 10, 1, 9, tzinfo=UTC)
_BY_NUMBER = ("number", "id")
_LINES = 5  # of the ledger, for each part of the catalogue
_THINGS = ("Brake disc", "Control arm", "Coolant pump", "Door seal", "Headlamp", "Wheel bearing", "Wiper motor")
_HEAD = "number,name,name_zh,component,unit,pack,least,weight_g,customs_code,origin\n"


def bench_parts(*, rows: int = 200_000, rounds: int = 9, say: Callable[[str], None] = print) -> dict[str, Any]:
    """``ratio``: the worst page's milliseconds to its bare SQL's; ``import_ratio``: the file's seconds to a COPY's.

    ``more_megabytes`` is what the process held at its most above what it held before. ``ok``: every line was taken,
    the same file again changes nothing, each page holds what its bare SQL finds, and stock is what its ledger says.
    """
    content = _written(rows)
    with scratch_database():
        actor, scope = _maker()
        floor = _copy(content)
        held = _held()
        took, first = _import(content, actor, scope)
        more = _held() - held
        again, second = _import(content, actor, scope)
        say(f"{rows:>9,} lines: COPY {floor:.2f} s, import {took:.2f} s, again {again:.2f} s, {more:.0f} MB more")
        with system_scope("bench parts: numbers of others"):
            _others(actor)
        with bare_owner() as bare:
            bare.execute("ANALYZE parts_part, parts_interchange")
            bare.commit()  # for the pages, too
            shelves = fill_shelves(bare, manufacturer_id=scope.organization_id or 0, movements=rows * _LINES)
            every = [*_looks(actor, scope), *looks(shelves)]
            table = [row for look in every for row in measured(look, bare, rounds)]
        agrees, check_took = checked()
    for row in table:
        say(f"{row['list']:<60} {row['database_ms']:8.2f} ms, bare {row['bare_ms']:8.2f} ({row['ratio']:.2f})")
    worst = max(table, key=lambda row: row["ratio"])
    return {
        "bench": "parts",
        "ratio": worst["ratio"],
        "worst": worst["list"],
        "slowest_ms": max(row["database_ms"] for row in table),
        "rows": rows,
        "movements": rows * _LINES,
        "check_seconds": round(check_took, 2),
        "rounds": rounds,
        "rows_per_second": round(rows / took),
        "import_ratio": round(took / floor, 2),
        "again_seconds": round(again, 2),
        "more_megabytes": round(more),
        "ok": agrees
        and first.result["new"] == rows
        and second.result["same"] == rows
        and all(row["same"] for row in table),
    }


def _looks(actor: Actor, scope: Scope) -> list[Look]:
    def found(given: dict[str, str]) -> Any:
        return PartFilter(given, selectors.parts_offered(actor, at=NOW), side=actor.side).qs

    asked = {
        "all parts": {},
        "of a component": {"component": "service_brakes"},
        "that can be ordered": {"active": "true"},
        "with a fragment of a number": {"q": "12345"},
        "with a fragment of many numbers": {"q": "0012"},
        "with a rare name": {"q": "pump 4711"},
        "with a common name": {"q": "wheel bearing"},
        "with a name in Chinese": {"q": "件 4711"},
        "with another maker's number": {"q": "NB70007"},
        "like nothing": {"q": "nothing like it"},
    }
    return [Look(f"parts {name}", scope, partial(found, given), _BY_NUMBER) for name, given in asked.items()]


def _written(rows: int) -> bytes:
    components = Component.values
    lines = (
        f"P{n:07d}-{n % 97:02d},{_THINGS[n % len(_THINGS)]} {n},零件 {n},{components[n % len(components)]},piece,"
        f"{1 + n % 4},1,{100 + n % 9000},870830,CN\n"
        for n in range(rows)
    )
    return (_HEAD + "".join(lines)).encode()


def _maker() -> tuple[Actor, Scope]:
    """A maker with one person, so that its jobs have somebody to act for."""
    with system_scope("bench parts: a maker"):
        firm = Organization.objects.create(kind="manufacturer", name="Bench", slug="bench-parts", country="CN")
        person = User.objects.create(email="parts@bench.example", full_name="Bench")
        Membership.objects.create(user=person, organization=firm, person_name="Bench", role=Membership.Role.ADMIN)
    scope = Scope(Side.MANUFACTURER, organization_id=firm.pk, user_id=person.pk)
    return Actor(scope.side, "Bench", user_id=person.pk, organization_id=firm.pk, organization_name="Bench"), scope


def _others(actor: Actor) -> None:
    """Every tenth part has a number of another maker."""
    said = {"manufacturer_id": actor.organization_id, "recorded_at": NOW, "actor": record_of(actor), "maker": "Other"}
    parts = Part.objects.order_by("id").values_list("pk", flat=True)
    rows = (Interchange(part_id=pk, number=f"NB-{n}", **said) for n, pk in enumerate(parts) if n % 10 == 7)
    Interchange.objects.bulk_create(rows, batch_size=5000)


def _copy(content: bytes) -> float:
    """Seconds of the file as it stands, by COPY into a table of texts without an index."""
    columns = ", ".join(f"{name} text" for name in _HEAD.strip().split(","))
    began = time.perf_counter()
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute(f"CREATE TABLE bench_parts ({columns})")
        with cursor.copy("COPY bench_parts FROM STDIN (FORMAT csv, HEADER)") as into:
            into.write(content)
    return time.perf_counter() - began


def _import(content: bytes, actor: Actor, scope: Scope) -> tuple[float, Job]:
    """The file sent by the maker and read as a worker reads it: seconds, and the job afterwards."""
    began = time.perf_counter()
    with acting_as(scope):
        job = send_file(
            importer=CATALOGUE, file=io.BytesIO(content), name="parts.csv", size=len(content), only_check=False,
            by=actor, at=NOW,
        )  # fmt: skip
    run_job(job.pk, now=lambda: NOW)
    took = time.perf_counter() - began
    with system_scope("bench parts: what became of the file"):
        return took, Job.objects.get(pk=job.pk)


def _held() -> float:
    """The most memory that this process has held so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

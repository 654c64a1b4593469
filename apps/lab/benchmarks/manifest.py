"""What taking over a manifest costs, with all its checks, against a bare COPY of the same file in the same run."""

from __future__ import annotations

import io
import resource
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from django.db import connections, transaction

from apps.accounts.models import User
from apps.casework.imports import send_file
from apps.casework.jobs import run_job
from apps.casework.models import Job
from apps.exports.models import Exporter, ExportRecord, Finding
from apps.exports.services import qualify, register_exporter, register_licence
from apps.exports.services.findings import BITE, look
from apps.exports.services.imports import MANIFEST
from apps.exports.services.licences import verify
from apps.organizations.models import Appointment, Membership, Organization, ServicePoint
from apps.organizations.scope import Actor, Scope, Side, acting_as, system_scope
from apps.vehicles.models import MakerCode

from .database import scratch_database
from .manifest_file import CODE, COUNTRIES, EXPORTER, LICENCE, faults_in, written

NOW = datetime(2026, 10, 1, 9, tzinfo=UTC)
_PIECE = 1 << 16


def bench_manifest(*, rows: int = 100_000, say: Callable[[str], None] = print) -> dict[str, Any]:
    """Seconds of an import of ``rows`` lines, 3 in 100 faulty, and of a bare COPY of its bytes into columns of text.

    ``ratio`` is seconds over floor_seconds; ``look_seconds`` is the look of every rule at the cars taken over;
    ``more_megabytes`` is what the process held at its most above what it held before. ``ok``: as many lines were taken
    and refused as the file was written with, no rule finds anything of a lawful line, and the same file again changes
    nothing.
    """
    content = written(rows)
    with scratch_database():
        maker = _people()
        floor = _seconds(lambda: _copy(content))
        before = _held()
        took, job = _import(content, maker)
        more = _held() - before
        looked = _seconds(_look)
        again, second = _import(content, maker)
        with system_scope("bench manifest: what was kept"):
            kept, found = ExportRecord.objects.count(), Finding.objects.count()
    bad = faults_in(rows)
    say(f"{rows:>9,} lines ({len(content) / 1e6:.1f} MB): COPY {floor:.2f} s, import {took:.2f} s, again {again:.2f} s")
    say(f"{'':>9} {bad:,} refused, {kept:,} kept; every rule looked in {looked:.2f} s and found {found:,}")
    return {
        "bench": "manifest",
        "ratio": round(took / floor, 2),
        "seconds": round(took, 2),
        "floor_seconds": round(floor, 3),
        "rows": rows,
        "rounds": 1,
        "rows_per_second": round(rows / took),
        "again_seconds": round(again, 2),
        "look_seconds": round(looked, 2),
        "more_megabytes": round(more),
        "ok": (job.result["new"], job.result["refused"], kept, found) == (rows - bad, bad, rows - bad, 0)
        and (second.result["new"], second.result["same"]) == (0, rows - bad),
    }


def _people() -> Organization:
    """A maker with its licence, entered by the authority."""
    with system_scope("bench manifest: firms"):
        maker, office = _firm("bench", "manufacturer"), _firm("office", "regulator", worldwide=True)
        MakerCode.objects.update_or_create(code=CODE, defaults={"manufacturer": maker})
        _serve(maker)
    with acting_as(_scope(office, Side.AUTHORITY)):
        desk = _actor(office, Side.AUTHORITY)
        firm: Exporter = register_exporter(
            kind="maker", name=EXPORTER, latin_name="", manufacturer_id=maker.pk, source="Bench list 1",
            name_checked=True, by=desk, at=NOW,
        )  # fmt: skip
        qualify(
            exporter=firm, year=NOW.year, vehicle_class="bev_car", exported_before=100_000, markets=len(COUNTRIES),
            own_brand=True, source="Bench list 1", by=desk, at=NOW,
        )  # fmt: skip
        licence = register_licence(
            licence_number=LICENCE, exporter=firm, maker=None, vehicle_class="bev_car", destinations=[],
            quantity=1_000_000, applied_on=date(2025, 12, 1), by=desk, at=NOW,
        )  # fmt: skip
        verify(
            licence=licence, valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31),
            note="Bench: compared with the list of licences.", by=desk, at=NOW,
        )  # fmt: skip
    return maker


def _serve(maker: Organization) -> None:
    """A dealer with an open service point in each destination, so that a lawful line is found by no rule."""
    for country in COUNTRIES:
        dealer = Organization.objects.create(
            kind=Organization.Kind.DEALER, name=f"Bench {country}", slug=f"bench-{country.lower()}", country=country
        )
        ServicePoint.objects.create(dealer=dealer, name=dealer.name, country=country, opened_on=date(2020, 1, 1))
        Appointment.objects.create(manufacturer=maker, dealer=dealer, country=country, starts_on=date(2020, 1, 1))


def _firm(slug: str, kind: str, **more: Any) -> Organization:
    """A firm with one person, so that its jobs have somebody to act for."""
    made = Organization.objects.create(kind=kind, name=f"Bench {slug}", slug=slug, country="CN", **more)
    person = User.objects.create(email=f"{slug}@bench.example", full_name="Bench")
    Membership.objects.create(user=person, organization=made, person_name="Bench", role=Membership.Role.ADMIN)
    return made


def _scope(firm: Organization, side: Side) -> Scope:
    return Scope(side, organization_id=firm.pk, user_id=_person(firm))


def _actor(firm: Organization, side: Side) -> Actor:
    return Actor(side, "Bench", user_id=_person(firm), organization_id=firm.pk, organization_name=firm.name)


def _person(firm: Organization) -> int:
    with system_scope("bench manifest: who sends"):
        found: int = Membership.objects.values_list("user_id", flat=True).get(organization=firm)
    return found


def _copy(content: bytes) -> None:
    """The file as it stands, by COPY into a table of texts without an index."""
    heading = content.split(b"\n", 1)[0].decode().strip()
    columns = ", ".join(f"{name} text" for name in heading.split(","))
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute(f"CREATE TABLE bench_manifest ({columns})")
        with cursor.copy("COPY bench_manifest FROM STDIN (FORMAT csv, HEADER)") as into:
            for start in range(0, len(content), _PIECE):
                into.write(content[start : start + _PIECE])


def _import(content: bytes, maker: Organization) -> tuple[float, Job]:
    """The file sent by the maker and read as a worker reads it: seconds, and the job afterwards."""
    began = time.perf_counter()
    with acting_as(_scope(maker, Side.MANUFACTURER)):
        job = send_file(
            importer=MANIFEST, file=io.BytesIO(content), name="manifest.csv", size=len(content), only_check=False,
            by=_actor(maker, Side.MANUFACTURER), at=NOW,
        )  # fmt: skip
    run_job(job.pk, now=lambda: NOW)
    took = time.perf_counter() - began
    with system_scope("bench manifest: what became of the file"):
        return took, Job.objects.get(pk=job.pk)


def _look() -> None:
    """Every rule looks at all cars, in the bites in which a worker takes them."""
    with system_scope("bench manifest: cars"):
        vins = list(ExportRecord.objects.order_by("vin").values_list("vin", flat=True))
    for start in range(0, len(vins), BITE):
        look(vins[start : start + BITE], at=NOW)


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _held() -> float:
    """The most memory that this process has held so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

"""A thousand confirmation letters before lunch: from a file to the ZIP, against bare rendering and signing."""

from __future__ import annotations

import csv
import io
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.test.utils import override_settings
from django.utils import timezone

from apps.accounts.models import User
from apps.casework import imports
from apps.casework.jobs import run_job
from apps.casework.models import Job
from apps.core.files import opened
from apps.exports.letter_columns import LETTER_COLUMNS
from apps.exports.letters.paper import rendered
from apps.exports.letters.signing import signer_for
from apps.exports.letters.verifying import Answer, by_file
from apps.exports.models import Exporter, Letter, LetterSeal
from apps.exports.services import register_exporter
from apps.exports.services.letter_imports import LETTERS
from apps.exports.services.sealing import SEALING
from apps.organizations.models import Appointment, Organization, ServicePoint
from apps.organizations.scope import Actor, Scope, Side, acting_as, system_scope
from apps.vehicles.models import MakerCode

from .database import scratch_database

_CODE = "L0B"
_PLACES = {"KE": "Nairobi", "KZ": "Алматы", "AE": "دبي", "BR": "São Paulo"}
_CHECKED = 25


def bench_letters(*, rows: int = 1_000, say: Callable[[str], None] = print) -> dict[str, Any]:
    """Letters a second, from the file to the last seal; the ratio is to rendering and signing alone, one process.

    ``ok`` is false when a letter is missing, or one of a sample is not told to be in force.
    """
    with scratch_database(), tempfile.TemporaryDirectory() as folder, override_settings(MEDIA_ROOT=folder):
        now = timezone.now()
        by, scope = _cast(now)
        started = time.perf_counter()
        job = _send(_file(rows), by, scope, now)
        issued = time.perf_counter() - started
        with system_scope("bench letters: the job"):
            sealing = Job.objects.get(kind=SEALING.name)
        run_job(sealing.pk)
        seconds = time.perf_counter() - started
        floor = _bare()
        ok = _right(rows, job, sealing.pk)
    say(f"{rows:,} letters issued from a file in {issued:.1f} s, sealed with their ZIP in {seconds:.1f} s")
    say(f"{rows / seconds:.1f} letters a second; rendering and signing alone {1 / floor:.1f}")
    return {
        "bench": "letters",
        "ratio": round(seconds / (floor * rows), 2),
        "letters_per_second": round(rows / seconds, 1),
        "seconds": round(seconds, 1),
        "issued_seconds": round(issued, 1),
        "floor_seconds": round(floor * rows, 1),
        "rows": rows,
        "ok": ok,
    }


def _cast(at: datetime) -> tuple[Actor, Scope]:
    """An invented maker with a dealer in each place, and whoever administers it."""
    with system_scope("bench letters: firms"):
        maker = Organization.objects.create(kind="manufacturer", name="Bench Motor", slug="bench-motor", country="CN")
        office = Organization.objects.create(
            kind="regulator", name="Office", slug="office", country="CN", worldwide=True
        )
        person = User.objects.create_user("bench@example.org", None, full_name="Bench", country="CN")
        MakerCode.objects.create(manufacturer=maker, code=_CODE)
        maker.memberships.create(user=person, role="admin", person_name="Bench", preferred=True)
        for country, city in _PLACES.items():
            dealer = Organization.objects.create(kind="dealer", name=f"Dealer {country}", slug=country, country=country)
            Appointment.objects.create(manufacturer=maker, dealer=dealer, country=country, starts_on=date(2025, 1, 1))
            ServicePoint.objects.create(
                dealer=dealer, name=f"{city} 1", address="1 Road", city=city, country=country,
                opened_on=date(2024, 1, 1),
            )  # fmt: skip
    authority = Actor(Side.AUTHORITY, "Office", user_id=person.pk, organization_id=office.pk)
    with acting_as(Scope(Side.AUTHORITY, user_id=person.pk, organization_id=office.pk)):
        register_exporter(
            kind=Exporter.Kind.MAKER, name="样车汽车有限公司", latin_name="", manufacturer_id=maker.pk, source="Bench",
            name_checked=True, by=authority, at=at,
        )  # fmt: skip
    by = Actor(Side.MANUFACTURER, "Bench", user_id=person.pk, organization_id=maker.pk, role="admin",
               organization_name=maker.name)  # fmt: skip
    return by, Scope(Side.MANUFACTURER, user_id=person.pk, organization_id=maker.pk)


def _file(letters: int) -> bytes:
    """Three cars a letter, the destinations in turn."""
    places = list(_PLACES.items())
    file = io.StringIO()
    out = csv.writer(file)
    out.writerow([column.name for column in LETTER_COLUMNS])
    for number in range(letters):
        country, city = places[number % len(places)]
        for car in range(3):
            out.writerow([f"B-{number:06}", f"{_CODE}CE4CB0S0{3 * number + car:06}", country, f"{city} 1", "", ""])
    return file.getvalue().encode()


def _send(content: bytes, by: Actor, scope: Scope, at: datetime) -> int:
    with acting_as(scope):
        job = imports.send_file(
            importer=LETTERS, file=io.BytesIO(content), name="letters.csv", size=len(content), only_check=False, by=by,
            at=at,
        )  # fmt: skip
    run_job(job.pk)
    return job.pk


def _bare(letters: int = 100) -> float:
    """Seconds a letter for rendering and signing, without database and storage."""
    with system_scope("bench letters: some to render again"):
        found = list(Letter.objects.select_related("maker", "replaces").prefetch_related("lines")[:letters])
    signer = signer_for("bench-motor")
    started = time.perf_counter()
    for letter in found:
        signer.sealed(rendered(letter, list(letter.lines.all()), signer, day=letter.issued_at.date()))
    return (time.perf_counter() - started) / len(found)


def _right(rows: int, job: int, sealing: int) -> bool:
    with system_scope("bench letters: what came of it"):
        read, sealed = Job.objects.get(pk=job), Job.objects.select_related("output").get(pk=sealing)
        seals = list(LetterSeal.objects.select_related("document").order_by("id")[: rows : max(1, rows // _CHECKED)])
        whole = LetterSeal.objects.count() == rows and sealed.output is not None
    sample = []
    for seal in seals:
        with opened(seal.document.file) as file:
            sample.append(by_file(file.read()).answer == Answer.AUTHENTIC)
    return read.result.get("new") == 3 * rows and whole and all(sample)

"""Imports in real Celery workers: progress that can be watched, cancelled half-way, the worker killed; and upgrades."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.real_processes import World, at_work, world
from tests.runtime.embedded_world import eventually

pytestmark = pytest.mark.services
ROWS = 20_000

SEND = f"""
import io
from django.utils import timezone
from apps.casework.imports import send_file
from apps.organizations.identity import scope_of_organization
from apps.organizations.models import Membership, Organization
from apps.organizations.scope import Actor, Side, acting_as, system_scope
from apps.vehicles.services.imports import EXPORTS
from tests.cast import build_cast
from tests.factories import make_vin
with system_scope("test"):
    maker = Organization.objects.filter(slug="hanhai").first() or build_cast().maker_hanhai
    member = Membership.objects.get(organization=maker)
lines = ["vin,country,model_name,model_year,powertrain,built_on,exported_on"]
lines += [f"{{make_vin(n)}},KE,Sea 5,2025,bev,2025-11-03,2026-01-12" for n in range({ROWS})]
content = "\\n".join(lines).encode()
actor = Actor(side=Side.MANUFACTURER, name="Staff", user_id=member.user_id, organization_id=maker.pk,
              organization_name=maker.name, role="staff")
with acting_as(scope_of_organization(maker)):
    job = send_file(importer=EXPORTS, file=io.BytesIO(content), name="cars.csv", size=len(content), only_check=False,
                    by=actor, at=timezone.now())
"""


@pytest.fixture(scope="module")
def servers() -> Iterator[World]:
    with world() as made:
        yield made


def status(site: World) -> str:
    return str(site.sql("SELECT status FROM casework_job")[0][0])


def half_way(site: World) -> bool:
    return site.number("SELECT count(*) FROM casework_job WHERE done BETWEEN 2000 AND total - 2000") == 1


def vehicles(site: World) -> int:
    return site.number("SELECT count(*) FROM vehicles_vehicle")


def test_a_killed_worker_loses_nothing_and_doubles_nothing(servers: World) -> None:
    site = servers.copy("killed")
    # Sent first: on a busy machine the import is over before the sending process is.
    site.python(SEND)
    with at_work(site) as worker:
        assert eventually(lambda: half_way(site))
        site.kill_worker(worker)
        reached = site.number("SELECT done FROM casework_job")
        assert reached == site.number("SELECT count(*) FROM casework_importrow")
        assert (status(site), vehicles(site)) == ("running", 0)
        # A minute later.
        site.sql("UPDATE casework_job SET heartbeat_at = heartbeat_at - interval '2 minutes'")
        site.start_worker()
        site.send("apps.casework.tasks.resume_jobs")
        assert eventually(lambda: status(site) == "done")
    assert vehicles(site) == ROWS
    assert site.sql("SELECT result ->> 'new', result ->> 'rows', done FROM casework_job") == [
        (f"{ROWS}",) * 2 + (ROWS,)
    ]


def test_cancelled_half_way_nothing_is_half_written(servers: World) -> None:
    site = servers.copy("cancelled")
    site.python(SEND)
    with at_work(site):
        assert eventually(lambda: half_way(site))
        # What ask_cancel does to a running job; a process of Python's own would take longer than the import.
        site.sql("UPDATE casework_job SET cancel_asked_at = now()")
        assert eventually(lambda: status(site) == "cancelled")
    assert vehicles(site) == site.number("SELECT count(*) FROM casework_importrow") == 0
    assert site.number("SELECT done FROM casework_job") < ROWS


def test_imports_of_earlier_releases_become_jobs(servers: World) -> None:
    site = servers.copy("upgraded")
    site.python("from tests.cast import build_cast; build_cast()")
    site.manage("migrate", "vehicles", "0002", "--verbosity", "0")
    columns = "file_name, language, status, total, created, unchanged, refused, warned, message, report, by_name"
    site.sql(
        f"INSERT INTO vehicles_exportimport (id, manufacturer_id, uploaded_at, request_key, content, {columns}) "
        "SELECT n, o.id, '2026-02-01Z', 'k' || n, CASE WHEN n = 9 THEN 'vin'::bytea END, 'cars.csv', 'en', "
        "(ARRAY['done', 'refused', 'waiting'])[n - 6], 3, 2, 0, 1, 0, CASE WHEN n = 8 THEN 'No table.' ELSE '' END, "
        "CASE WHEN n = 7 THEN 'line,vin' ELSE '' END, 'Hanhai Motor staff' "
        "FROM organizations_organization o CROSS JOIN generate_series(7, 9) n WHERE o.slug = 'hanhai'"
    )
    site.manage("migrate", "--verbosity", "0")
    assert site.sql(
        "SELECT id, status, message, errors_id IS NULL, input_id IS NULL FROM casework_job ORDER BY id"
    ) == [
        (7, "done", "", False, True),
        (8, "failed", "No table.", True, True),
        (9, "waiting", "", True, False),
    ]
    assert site.sql("SELECT result ->> 'new' FROM casework_job WHERE id = 7") == [("2",)]
    assert site.number("SELECT nextval(pg_get_serial_sequence('casework_job', 'id'))") == 10
    assert (
        site.sql(
            "SELECT relname FROM pg_class WHERE relname ~ '^casework_(job|doc)' AND relkind = 'r' "
            "AND NOT relforcerowsecurity"
        )
        == []
    )
    assert (site.folder / "media" / site.sql("SELECT file FROM casework_document LIMIT 1")[0][0]).is_file()

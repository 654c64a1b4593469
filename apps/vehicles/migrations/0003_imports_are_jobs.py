"""Imports of exported vehicles become jobs: same numbers, so addresses hold; files and reports go to the storage."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import migrations

from apps.core import files

_TABLES = (
    "vehicles_exportimport",
    "organizations_organization",
    "organizations_membership",
    "casework_actorrecord",
    "casework_document",
    "casework_job",
)


@contextmanager
def _without_walls(cursor: Any) -> Iterator[None]:
    """Row-level security is forced on the owner of the tables too; here it must see all rows."""
    cursor.execute("SELECT relname FROM pg_class WHERE relforcerowsecurity AND relname = ANY (%s)", [list(_TABLES)])
    forced = [name for (name,) in cursor.fetchall()]
    for name in forced:
        cursor.execute(f'ALTER TABLE "{name}" NO FORCE ROW LEVEL SECURITY')
    yield
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for name in forced:
        cursor.execute(f'ALTER TABLE "{name}" FORCE ROW LEVEL SECURITY')


def move(apps: Any, schema_editor: Any) -> None:
    alias = schema_editor.connection.alias
    with schema_editor.connection.cursor() as cursor, _without_walls(cursor):
        for old in apps.get_model("vehicles", "ExportImport").objects.using(alias).order_by("pk").iterator(100):
            _move(apps, alias, old)
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('casework_job', 'id'), "
            "greatest((SELECT max(id) FROM casework_job), (SELECT last_value FROM casework_job_id_seq)))"
        )


def _move(apps: Any, alias: str, old: Any) -> None:
    organization = apps.get_model("organizations", "Organization").objects.using(alias).get(pk=old.manufacturer_id)
    # A file that still waits is read in the name of whoever sent it, if that is one person of the firm.
    people = apps.get_model("organizations", "Membership").objects.using(alias)
    sent_by = list(people.filter(organization=organization, person_name=old.by_name)[:2])
    member = sent_by[0] if len(sent_by) == 1 else None
    actor, _made = (
        apps.get_model("casework", "ActorRecord")
        .objects.using(alias)
        .get_or_create(
            kind="person",
            side="manufacturer",
            role=member.role if member else "",
            name=old.by_name,
            user_id=member.user_id if member else None,
            api_key=None,
            organization=organization,
            organization_name=organization.name,
        )
    )
    kept = {"actor": actor, "organization": organization, "at": old.uploaded_at, "alias": alias}
    apps.get_model("casework", "Job").objects.using(alias).create(
        pk=old.pk,
        kind="vehicles.exports",
        title=old.file_name or "vehicles.csv",
        arguments={"write": True},
        language=old.language,
        request_key=old.request_key,
        asked_by=actor,
        organization=organization,
        status={"refused": "failed"}.get(old.status, old.status),
        done=old.total,
        total=old.total,
        result=_result(old) if old.status == "done" else {},
        message=old.message,
        input=_keep(apps, bytes(old.content), old.file_name, **kept) if old.content is not None else None,
        errors=_keep(apps, ("\ufeff" + old.report).encode(), f"report-{old.pk}.csv", **kept) if old.report else None,
        created_at=old.uploaded_at,
        started_at=old.finished_at,
        finished_at=old.finished_at,
        heartbeat_at=old.finished_at,
    )


def _result(old: Any) -> dict[str, Any]:
    counts = {"rows": old.total, "new": old.created, "same": old.unchanged, "refused": old.refused}
    return {**counts, "warned": old.warned, "old": True}


def _keep(apps: Any, content: bytes, name: str, *, actor: Any, organization: Any, at: Any, alias: str) -> Any:
    place, sha256, size = files.keep(io.BytesIO(content), "documents")
    return (
        apps.get_model("casework", "Document")
        .objects.using(alias)
        .create(
            sha256=sha256,
            file=place,
            name=name[:200] or sha256[:12],
            size=size,
            media_type="text/csv; charset=utf-8",
            kind="work",
            organization=organization,
            added_by=actor,
            added_at=at,
        )
    )


class Migration(migrations.Migration):
    dependencies = [
        ("vehicles", "0002_export_imports"),
        ("casework", "0002_jobs_and_documents"),
    ]

    operations = [
        migrations.RunPython(move, migrations.RunPython.noop),
        migrations.DeleteModel(name="ExportImport"),
    ]

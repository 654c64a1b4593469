"""A database of the version before facts only grew is migrated: nothing that its timeline still tells is lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from apps.organizations.scope import system_scope
from apps.runtime.quick_states import quick_states
from tests.cast import build_cast
from tests.factories import make_owned_vehicle
from tests.walls.tables import BY_HAND
from tests.walls.test_rights import catalogue

#: The newest migrations of the version before.
BEFORE = [
    ("casework", None),
    ("claims", "0001_initial"),
    ("compliance", "0002_cheaper_tallies"),
    ("duties", "0002_first_obligations"),
    ("notifications", "0001_initial"),
    ("parts", "0001_initial"),
    ("vehicles", "0002_export_imports"),
]
FILED = datetime(2026, 3, 2, 8, tzinfo=UTC)


def _migrate(targets: list[tuple[str, str | None]]) -> None:
    # First to where rules have their old columns: what records them follows only when a migration has ended.
    call_command("migrate", "duties", "0008", verbosity=0, interactive=False)
    with quick_states():
        executor = MigrationExecutor(connections["owner"])
        executor.migrate(targets)  # type: ignore[arg-type]


@pytest.fixture
def older(transactional_db: None) -> Iterator[dict[str, int]]:
    """A claim reopened after its first repair, one denied and taken back, one denied; the second's case taken out."""
    cast = build_cast()
    vehicle = make_owned_vehicle(cast.amina, cast.maker_hanhai, cast.dealer_nairobi)
    _migrate(BEFORE)
    with system_scope("test"), connections["default"].cursor() as cursor:
        ids = {
            name: _claim(cursor, vehicle, name, number) for number, name in enumerate(("reopened", "back", "denied"))
        }
        for name, kind, day in (
            ("reopened", "start_repair", 1), ("reopened", "complete", 3), ("reopened", "hand_back", 4),
            ("reopened", "reopen", 6), ("reopened", "start_repair", 8),
            ("back", "deny", 2), ("back", "reinstate", 5), ("denied", "deny", 7),
        ):  # fmt: skip
            _event(cursor, vehicle, ids[name], kind, FILED + timedelta(days=day))
        cursor.execute(
            "UPDATE claims_claim SET status = 'in_repair', vehicle_in_at = %s WHERE id = %s",
            [FILED + timedelta(days=8), ids["reopened"]],
        )
        cursor.execute("UPDATE claims_claim SET status = 'responded' WHERE id = %s", [ids["back"]])
        cursor.execute(
            "UPDATE claims_claim SET status = 'denied', denial_reason = 'wear', denial_note = 'Worn out.', "
            "closed_at = %s WHERE id = %s",
            [FILED + timedelta(days=7), ids["denied"]],
        )
    yield ids


def _claim(cursor: Any, vehicle: Any, name: str, number: int) -> int:
    values = {
        **_sides(vehicle), "number": f"C-{number}", "vehicle_id": vehicle.pk, "vin": vehicle.vin, "status": "filed",
        "vehicle_title": "Sea 5", "component": "brakes", "complaint": "They squeal.", "occurred_on": FILED.date(),
        "odometer_km": 100, "in_warranty": True, "safety_critical": False, "immobilised": False, "version": 1,
        "contact_name": "Amina", "filed_at": FILED, "next_due_at": datetime(9999, 12, 31, tzinfo=UTC),
        "request_key": name,
        **dict.fromkeys(
            ("powertrain", "cause", "correction", "denial_reason", "denial_note", "contact_phone", "waiting_for"), ""),
    }  # fmt: skip
    return _insert(cursor, "claims_claim", values)


def _event(cursor: Any, vehicle: Any, claim: int, kind: str, at: datetime) -> None:
    side = "owner" if kind == "reopen" else "manufacturer" if kind == "reinstate" else "dealer"
    values = {"claim_id": claim, "kind": kind, "happened_at": at, "by_side": side, "by_name": f"The {side}"}
    _insert(cursor, "claims_claimevent", {**values, **_sides(vehicle), "note": "Because.", "values": "{}"})


def _sides(vehicle: Any) -> dict[str, Any]:
    return {**vehicle.sides(), "country": str(vehicle.country)}


def _insert(cursor: Any, table: str, values: dict[str, Any]) -> int:
    places = ", ".join(["%s"] * len(values))
    names = ", ".join(f'"{name}"' for name in values)
    cursor.execute(f"INSERT INTO {table} ({names}) VALUES ({places}) RETURNING id", list(values.values()))
    return int(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_the_timeline_tells_stays_and_denials_and_columns_have_their_rights(older: dict[str, int]) -> None:
    call_command("migrate", verbosity=0, interactive=False)
    with system_scope("test"), connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT number, taken_in_at, repaired_at, handed_back_at, reopened_at FROM claims_visit "
            "WHERE claim_id = %s ORDER BY number",
            [older["reopened"]],
        )
        day = [FILED + timedelta(days=n) for n in range(9)]
        assert cursor.fetchall() == [(1, day[1], day[3], day[4], day[6]), (2, day[8], None, None, None)]
        cursor.execute(
            "SELECT d.claim_id, denied_at, reversed_at, a.name, party FROM claims_denial d "
            "JOIN casework_actorrecord a ON a.id = d.actor_id ORDER BY denied_at"
        )
        assert cursor.fetchall() == [
            (older["back"], day[2], day[5], "The dealer", "dealer"),
            (older["denied"], day[7], None, "The dealer", "dealer"),
        ]
        cursor.execute("SELECT count(*) FROM facts.claims_claim WHERE known_from = '-infinity' AND known_to IS NULL")
        assert cursor.fetchone()[0] == 3, "what was there is known since ever"
    call_command("facts", "check", verbosity=0)
    # Going back drops columns, and with them what was granted on them; going forward grants it anew.
    assert {key: right for key, right in catalogue().items() if right != BY_HAND[key]} == {}

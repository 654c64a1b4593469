"""Registrations from before they were cases get number, VIN, state and their first event."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection

from apps.organizations.scope import system_scope
from apps.vehicles.models import Registration, RegistrationEvent
from tests.cast import NOW, Cast, build_cast
from tests.factories import make_owned_vehicle, make_vin

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]
_ROW = (
    "INSERT INTO vehicles_registration (vehicle_id, owner_id, registered_at, ended_at, country, delivered_on, "
    "odometer_km) VALUES (%s, %s, %s, %s, 'KE', '2025-02-01', 5)"
)


@pytest.fixture
def migrated(transactional_db: None) -> Iterator[Cast]:
    """A car on a delivery list with its second owner, and one that is on none."""
    cast = build_cast()
    listed = make_owned_vehicle(cast.amina, cast.maker_hanhai, cast.dealer_nairobi)
    other = make_owned_vehicle(
        cast.amina, cast.maker_hanhai, cast.dealer_nairobi, vin=make_vin(2), exported_on=None, built_on=None
    )
    call_command("migrate", "vehicles", "0007", verbosity=0, interactive=False)
    with system_scope("test"), connection.cursor() as cursor:
        cursor.execute(_ROW, [listed.pk, cast.boris.pk, NOW - timedelta(days=300), NOW - timedelta(days=9)])
        cursor.execute("SELECT count(*) FROM vehicles_registration WHERE vehicle_id = %s", [other.pk])
        assert cursor.fetchone()[0] == 1
    call_command("migrate", verbosity=0, interactive=False)
    yield cast


def test_each_has_its_state_its_first_event_and_a_number(migrated: Cast) -> None:
    with system_scope("test"):
        rows = {(row.vin, row.status): row for row in Registration.objects.all()}
        assert set(rows) == {(make_vin(1), "verified"), (make_vin(1), "ended"), (make_vin(2), "unverified")}
        assert len({row.number for row in rows.values()}) == 3
        verified, unverified = rows[make_vin(1), "verified"], rows[make_vin(2), "unverified"]
        assert (verified.verified_by, verified.verified_at) == ("record", verified.registered_at)
        assert (unverified.verified_by, unverified.verified_at) == ("", None)
        events = RegistrationEvent.objects.values_list("kind", "actor", "happened_at", "owner")
        assert sorted(events) == sorted(("on_record", None, row.registered_at, row.owner_id) for row in rows.values())
    # What the release before writes beside this one gets a number, too.
    with system_scope("test"), connection.cursor() as cursor:
        held = Registration.objects.get(vin=make_vin(2))
        cursor.execute("UPDATE vehicles_registration SET ended_at = now() WHERE id = %s", [held.pk])
        cursor.execute(_ROW, [held.vehicle_id, migrated.boris.pk, NOW, None])
        assert Registration.objects.current().get(vehicle=held.vehicle_id).number.startswith("V-")

"""Terms that the portal gave to cars of makers that are not on it are taken back; their versions stay."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from apps.organizations.scope import system_scope
from apps.runtime.quick_states import quick_states
from apps.vehicles.models import Vehicle
from apps.warranty.models import Coverage, PlanTerm, WarrantyPlan
from tests.cast import NOW, build_cast
from tests.factories import make_owned_vehicle

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]


@pytest.fixture
def migrated(transactional_db: None) -> Iterator[Vehicle]:
    """Amina's car of a maker who is here, and a foreign one that was told to be covered until 2029."""
    cast = build_cast()
    make_owned_vehicle(cast.amina, cast.maker_hanhai, cast.dealer_nairobi)
    with system_scope("test"):
        foreign = Vehicle.objects.create(vin="WVWZZZ1KZAW000001", owner=cast.amina, country="KE", created_at=NOW)
        plan, _made = WarrantyPlan.objects.get_or_create(
            manufacturer=None,
            country="",
            effective_from=date(1981, 1, 1),
            defaults={"name": "Portal", "source": "Policy"},
        )
        # A database of its own has the portal's first plan already, one that tests have emptied does not.
        PlanTerm.objects.get_or_create(plan=plan, group="whole_car", defaults={"months": 36, "kilometres": 60_000})
        Coverage.objects.create(
            vehicle=foreign, plan=plan, starts_on=date(2026, 2, 1), ends_on=date(2029, 1, 31), **foreign.sides()
        )
    with quick_states():
        MigrationExecutor(connections["owner"]).migrate([("warranty", "0004_one_index_for_each_order")])
    call_command("migrate", verbosity=0, interactive=False)
    yield foreign


def test_nobody_is_told_what_nobody_promised_and_the_record_remains(migrated: Vehicle) -> None:
    with system_scope("test"), connection.cursor() as cursor:
        assert Coverage.objects.count() == 1
        assert not Coverage.objects.filter(vehicle=migrated).exists()
        cursor.execute(
            "SELECT count(*), count(known_to) FROM facts.warranty_coverage WHERE vehicle_id = %s", [migrated.pk]
        )
        assert cursor.fetchone() == (1, 1)

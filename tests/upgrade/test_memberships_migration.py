"""A database from before memberships were facts is migrated: desks stay, and owners of cars begin as themselves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from apps.network.models import AppointmentEvent, MembershipEvent
from apps.organizations.models import ApiKey, Appointment, Membership
from apps.organizations.scope import system_scope
from apps.runtime.quick_states import quick_states
from tests.cast import Cast, build_cast
from tests.factories import make_owned_vehicle

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]


@pytest.fixture
def migrated(transactional_db: None) -> Iterator[Cast]:
    """Amina, who owns a car, was made a member too; one appointment has ended; a key was made by the staff."""
    cast = build_cast()
    make_owned_vehicle(cast.amina, cast.maker_hanhai, cast.dealer_nairobi)
    with system_scope("test"):
        Appointment.objects.filter(country="KZ").update(ends_on=date(2026, 1, 1))
    with quick_states():
        MigrationExecutor(connections["owner"]).migrate([("organizations", "0002_one_index_for_each_order")])
    with system_scope("test"), connections["default"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO organizations_membership (user_id, organization_id, role, person_name, created_at) "
            "VALUES (%s, %s, 'staff', 'Amina Otieno', now())",
            [cast.amina.pk, cast.dealer_nairobi.pk],
        )
        cursor.execute(
            "INSERT INTO organizations_apikey (organization_id, name, prefix, digest, may_write, created_by_name, "
            "created_at) VALUES (%s, 'Parts', '0a', 'x', true, 'Savanna Motors staff', now())",
            [cast.dealer_nairobi.pk],
        )
    call_command("migrate", verbosity=0, interactive=False)
    yield cast


def test_who_acted_for_whom_goes_on_so(migrated: Cast) -> None:
    with system_scope("test"):
        preferred = dict(Membership.objects.values_list("user_id", "preferred"))
        assert preferred.pop(migrated.amina.pk) is False
        assert set(preferred.values()) == {True}
        assert MembershipEvent.objects.filter(kind="on_record").count() == len(preferred) + 1
        assert dict(Appointment.objects.values_list("country", "status")) == {"KE": "standing", "KZ": "ended"}
        assert AppointmentEvent.objects.filter(kind="on_record").count() == 3
        assert ApiKey.objects.get().created_by_id == migrated.staff[migrated.dealer_nairobi.pk].pk

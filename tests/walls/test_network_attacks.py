"""What somebody could do in raw SQL about who acts for whom: each by name, each refused."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, transaction

from apps.accounts.models import User
from apps.network.models import Invitation
from apps.organizations.door import door
from apps.organizations.models import Appointment, Membership, Organization
from apps.organizations.scope import acting_as, system_scope
from tests.walls.conftest import World
from tests.walls.test_attacks import refused

_MEMBER = (
    "INSERT INTO organizations_membership (user_id, organization_id, role, person_name, created_at, status, version, "
    "preferred) VALUES (%s, %s, 'admin', 'x', now(), 'active', 1, false)"
)


def refused_behind(world: World, who: User | Organization, statement: str, *parameters: object) -> None:
    """The same as the clerk, behind a door that ``who`` opened."""
    missing = pytest.raises(ProgrammingError, match=r"row-level security|permission denied")
    with acting_as(world.cast.scope(who)), door("network.membership"), missing, transaction.atomic():
        connection.cursor().execute(statement, parameters)


def test_an_administrator_becomes_a_member_of_another_firm(undone: World) -> None:
    cast = undone.cast
    me = cast.staff[cast.dealer_nairobi.pk].pk
    refused(undone, cast.dealer_nairobi, _MEMBER, me, cast.dealer_almaty.pk)
    refused(undone, cast.amina, _MEMBER, cast.amina.pk, cast.dealer_almaty.pk)
    # Not even behind a door that their own firm opens.
    refused_behind(undone, cast.dealer_nairobi, _MEMBER, me, cast.dealer_almaty.pk)


def test_a_person_makes_somebody_else_a_member(undone: World) -> None:
    cast = undone.cast
    refused_behind(undone, cast.amina, _MEMBER, cast.boris.pk, cast.dealer_nairobi.pk)


def test_a_person_accepts_the_invitation_of_another(undone: World) -> None:
    cast, invitation = undone.cast, undone.here.made[Invitation]
    refused(undone, cast.boris, "UPDATE network_invitation SET status = 'accepted' WHERE id = %s", invitation.pk)
    refused(undone, cast.boris, "UPDATE network_invitation SET invitee_id = %s", cast.boris.pk)
    with acting_as(cast.scope(cast.boris)), door("network.invitation"):
        assert Invitation.objects.filter(pk=invitation.pk).update(status="accepted") == 0
    refused_behind(undone, cast.boris, "UPDATE network_invitation SET invitee_id = %s", cast.boris.pk)


def test_a_member_makes_itself_administrator(undone: World) -> None:
    cast, member = undone.cast, undone.here.made[Membership]
    for who in (cast.amina, cast.dealer_nairobi):
        refused(undone, who, "UPDATE organizations_membership SET role = 'admin' WHERE id = %s", member.pk)


def test_nobody_takes_a_membership_or_its_history_away(undone: World) -> None:
    cast = undone.cast
    for who in (cast.amina, cast.dealer_nairobi):
        refused(undone, who, "DELETE FROM organizations_membership")
        refused(undone, who, "DELETE FROM network_membershipevent")
    refused_behind(undone, cast.dealer_nairobi, "DELETE FROM organizations_membership")
    refused_behind(undone, cast.dealer_nairobi, "DELETE FROM network_invitation")
    with system_scope("test"), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute("UPDATE network_membershipevent SET by_name = 'x'")


def test_a_manufacturer_moves_the_end_of_an_appointment_without_an_event(undone: World) -> None:
    cast, appointment = undone.cast, undone.here.made[Appointment]
    refused(undone, cast.maker_hanhai, "UPDATE organizations_appointment SET ends_on = '2030-01-01'")
    refused(undone, cast.maker_hanhai, "DELETE FROM organizations_appointment WHERE id = %s", appointment.pk)
    refused_behind(undone, cast.maker_hanhai, "UPDATE organizations_appointment SET starts_on = '2020-01-01'")

"""Two people, or the same form twice, at the same moment: real threads, real transactions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from apps.casework import engine
from apps.core.errors import Conflict, Refused
from apps.network import services
from apps.network.addresses import prove
from apps.network.greeting import greet
from apps.network.models import Invitation
from apps.organizations import services as organizations
from apps.organizations.models import Membership, Organization
from apps.organizations.scope import Actor, acting_as, system_scope
from tests.cast import NOW, Cast, build_cast
from tests.claims.test_at_once import together

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    made = build_cast()
    with system_scope("test"):
        Membership.objects.filter(organization=made.dealer_nairobi).update(role="admin", created_at=NOW)
    return made


def admin(cast: Cast) -> Actor:
    return replace(cast.actor(cast.dealer_nairobi), role="admin")


def invite(cast: Cast) -> Invitation:
    with acting_as(cast.scope(cast.dealer_nairobi)):
        return services.invite(email=cast.amina.email, role="admin", language="en", by=admin(cast), at=NOW)


def accept(cast: Cast, invitation: Invitation) -> Callable[[], Any]:
    def act() -> Any:
        with acting_as(cast.scope(cast.amina)):
            return engine.take(invitation, "accept", by=cast.actor(cast.amina), at=NOW + timedelta(hours=1))

    return act


def test_inviting_twice_at_once_is_one_invitation(cast: Cast) -> None:
    results = together(*[lambda: invite(cast)] * 3)
    assert len({made.pk for made in results}) == 1


def test_accepting_twice_at_once_is_one_membership(cast: Cast) -> None:
    made = invite(cast)
    prove(cast.amina, cast.amina.email)
    greet(cast.amina.pk, at=NOW)
    results = together(*[accept(cast, made)] * 3)
    assert sum(isinstance(result, Conflict) for result in results) == 2
    with system_scope("test"):
        assert Membership.objects.filter(user=cast.amina).count() == 1
        assert made.events.filter(kind="accept").count() == 1


def test_two_administrators_who_remove_each_other_at_once(cast: Cast) -> None:
    made = invite(cast)
    prove(cast.amina, cast.amina.email)
    greet(cast.amina.pk, at=NOW)
    accept(cast, made)()
    staff = cast.staff[cast.dealer_nairobi.pk]
    with system_scope("test"):
        first = Membership.objects.get(user=cast.amina)
        second = Membership.objects.get(user=staff)

    def remove(membership: Membership, user_id: int) -> Callable[[], Any]:
        by = replace(admin(cast), user_id=user_id)

        def act() -> Any:
            with acting_as(cast.scope(cast.dealer_nairobi)):
                return engine.take(membership, "remove", by=by, at=NOW + timedelta(hours=2))

        return act

    results = together(remove(first, staff.pk), remove(second, cast.amina.pk))
    assert [type(result).__name__ for result in results].count("Refused") == 1
    assert any(isinstance(result, Refused) and result.code == "last_administrator" for result in results)
    with system_scope("test"):
        assert Membership.objects.active().filter(organization=cast.dealer_nairobi).count() == 1


def test_choosing_two_organisations_at_once_leaves_one(cast: Cast) -> None:
    firms = [cast.dealer_nairobi, cast.dealer_almaty]
    with system_scope("test"):
        for firm in firms:
            Membership.objects.create(user=cast.amina, organization=firm, person_name="Amina", created_at=NOW)

    def choose(firm: Organization) -> Callable[[], Any]:
        return lambda: organizations.choose(user_id=cast.amina.pk, organization_id=firm.pk)

    results = together(*[choose(firm) for firm in firms * 3])
    assert results == [None] * 6
    with system_scope("test"):
        assert Membership.objects.filter(user=cast.amina, preferred=True).count() == 1

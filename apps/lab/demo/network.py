"""The dealer's people: somebody who was invited, accepted and left again, and an invitation that waits."""

from __future__ import annotations

from datetime import datetime, timedelta

from apps.accounts.models import User
from apps.casework import engine
from apps.network.addresses import prove
from apps.network.greeting import greet
from apps.network.models import Invitation
from apps.network.services import invite
from apps.organizations.identity import scope_of_organization
from apps.organizations.models import Membership
from apps.organizations.scope import Actor, Scope, Side, acting_as, system_scope

from .people import People


def tell(people: People, now: datetime) -> None:
    """Otieno worked for the dealer for ten weeks; the next mechanic has not answered yet."""
    with system_scope("demo: somebody who leaves"):
        leaver = User.objects.create_user("otieno@demo.example", None, full_name="Otieno Ouma", country="KE")
    began = now - timedelta(days=80)
    invitation = _invite(people, leaver.email, began)
    prove(leaver, leaver.email)
    greet(leaver.pk, at=began)
    me = Actor(side=Side.OWNER, name=leaver.display_name, user_id=leaver.pk, role="owner")
    with acting_as(Scope(Side.OWNER, user_id=leaver.pk)):
        engine.take(invitation, "accept", by=me, at=began + timedelta(days=1))
        mine = Membership.objects.active().get(user_id=leaver.pk)
        engine.take(mine, "leave", by=me, at=now - timedelta(days=9))
    _invite(people, "wanjiru@demo.example", now - timedelta(days=2))


def _invite(people: People, email: str, at: datetime) -> Invitation:
    person = people.staff[people.dealer.pk]
    scope = scope_of_organization(people.dealer)
    by = Actor(
        side=scope.side,
        name=person.display_name,
        user_id=person.pk,
        organization_id=people.dealer.pk,
        organization_name=people.dealer.name,
        role=Membership.Role.ADMIN,
    )
    with acting_as(scope):
        return invite(email=email, role=Membership.Role.STAFF, language="en", by=by, at=at)

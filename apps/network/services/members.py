"""Who acts for an organisation. A change holds from the person's next request; other steps are the engine's."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.casework import engine
from apps.casework.engine import Act
from apps.core.errors import Refused
from apps.organizations.models import Membership, Organization
from apps.organizations.scope import Actor, system_scope
from apps.organizations.second_factor import asked_of


@transaction.atomic
def add_member(*, membership: Membership, by: Actor, at: datetime) -> Membership:
    """Enter a member by hand, as operators do for a firm's first administrator; the person is told, and chooses
    for whom they act. Run in the system's scope.
    """
    membership.created_at = membership.role_since = at
    membership.save(force_insert=True)
    engine.record(membership, "added", by=by, at=at)
    engine.tell(membership, "added", by=by, at=at)
    return membership


def change_role(
    *, membership: Membership, role: str, by: Actor, at: datetime, version: int | None = None, key: str = ""
) -> Membership:
    """Give a member another role; the one they have changes nothing. The event keeps both.

    Raises Refused (field ``role``) for what is no role, and when the last administrator would be none.
    """
    if role not in Membership.Role.values:
        raise Refused(_("“%(role)s” is no role.") % {"role": role}, field="role")

    def change(locked: Membership, act: Act) -> None:
        if role != Membership.Role.ADMIN:
            _keep_an_administrator(locked)
        act.values["before"] = locked.role
        if not asked_of(locked):
            locked.role_since = act.at
        locked.role = role

    return engine.take(
        membership, "change_role", by=by, at=at, version=version, key=key, values={"role": role}, effect=change
    )


def end(membership: Membership, act: Act) -> None:
    """What leaving and removing do: the membership is over. Raises Refused for the last administrator."""
    _keep_an_administrator(membership)
    membership.ended_at = act.at


def _keep_an_administrator(membership: Membership) -> None:
    """Whoever leaves sees only their own row: the system looks for another administrator.

    Two administrators who remove each other at once wait here for one another.
    """
    if membership.role != Membership.Role.ADMIN:
        return
    with system_scope("is there another administrator?"):
        Organization.objects.select_for_update().get(pk=membership.organization_id)
        others = Membership.objects.active().filter(
            organization_id=membership.organization_id, role=Membership.Role.ADMIN
        )
        if others.exclude(pk=membership.pk).exists():
            return
    raise Refused(
        _("%(name)s is the only administrator: make somebody else administrator first.")
        % {"name": membership.person_name},
        code="last_administrator",
    )

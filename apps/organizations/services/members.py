"""Who acts for an organisation. A change holds from the person's next request."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.addresses import one_form
from apps.accounts.models import User
from apps.core.errors import Conflict, Refused

from ..door import door
from ..models import Membership, Organization
from ..scope import Actor, system_scope
from .guard import require_admin


@transaction.atomic
@door("organizations.members")
def add_member(*, email: str, role: str, by: Actor, at: datetime) -> Membership:
    """Let a person who has signed up act for the organisation; twice with the same role is once.

    Raises Refused (field ``email``) when nobody signed up with this address, Conflict when they are a member already.
    """
    organization_id = require_admin(by)
    with system_scope("person by e-mail address, for an organisation's administrator"):
        user = User.objects.filter(email=one_form(email), is_active=True).first()
    if user is None:
        raise Refused(
            _("Nobody has signed up as %(email)s: ask them to sign up first, then add them.") % {"email": email},
            field="email",
            code="unknown_person",
        )
    membership, fresh = Membership.objects.get_or_create(
        user_id=user.pk,
        organization_id=organization_id,
        defaults={"role": role, "person_name": user.display_name, "created_at": at},
    )
    if not fresh and membership.role != role:
        raise Conflict(
            _("%(email)s is a member already, as %(role)s: change the role in the list.")
            % {"email": email, "role": membership.get_role_display()},
            field="email",
            code="member_already",
        )
    return membership


def change_role(*, membership: Membership, role: str, by: Actor) -> Membership:
    """Give a member another role; the last administrator stays one."""
    organization_id = require_admin(by)
    if role not in Membership.Role.values:
        raise Refused(_("“%(role)s” is no role.") % {"role": role}, field="role")
    if role != Membership.Role.ADMIN:
        _keep_an_administrator(membership, organization_id)
    membership.role = role
    with door("organizations.members"):
        membership.save(update_fields=["role"])
    return membership


def remove_member(*, membership: Membership, by: Actor) -> None:
    """End a membership; the last administrator stays. Removing twice removes once."""
    organization_id = require_admin(by)
    _keep_an_administrator(membership, organization_id)
    with door("organizations.members"):
        Membership.objects.filter(pk=membership.pk).delete()


def _keep_an_administrator(membership: Membership, organization_id: int) -> None:
    # Two administrators who remove each other at once wait here for one another.
    Organization.objects.select_for_update().get(pk=organization_id)
    others = Membership.objects.filter(organization_id=organization_id, role=Membership.Role.ADMIN)
    if membership.role == Membership.Role.ADMIN and not others.exclude(pk=membership.pk).exists():
        raise Refused(
            _("%(name)s is the only administrator: make somebody else administrator first.")
            % {"name": membership.person_name},
            code="last_administrator",
        )

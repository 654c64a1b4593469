"""Who writes what about costs."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from apps.organizations.models import Membership
from apps.organizations.scope import Actor, Side


def require_firm(by: Actor, side: Side, organization_id: int | None) -> None:
    """Raise PermissionDenied unless somebody who may write acts for this firm."""
    if by.side is not side or not by.may_write or by.organization_id != organization_id or organization_id is None:
        raise PermissionDenied(f"not {side.name.lower()} {organization_id}")


def may_set_rules(by: Actor) -> bool:
    """Whether somebody sets by which rule small settlements pass: a person who administers a manufacturer."""
    person = by.user_id is not None and by.key_id is None
    return by.side is Side.MANUFACTURER and by.role == Membership.Role.ADMIN and person

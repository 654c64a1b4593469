"""What only administrators of an organisation may do."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from ..models import Membership
from ..scope import Actor


def require_admin(by: Actor) -> int:
    """The organisation of an administrator who is a person; anybody else is refused (403)."""
    if by.role != Membership.Role.ADMIN or by.organization_id is None or by.user_id is None:
        raise PermissionDenied
    return by.organization_id

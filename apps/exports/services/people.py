"""Who may write what concerns licences, and by whose day it counts."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied

from apps.core.today import today_in
from apps.organizations.models import Membership
from apps.organizations.scope import Actor, Side

#: Roles that issue, replace and revoke letters.
ISSUERS = (Membership.Role.ADMIN.value,)


def require_person(by: Actor, *sides: Side) -> None:
    """Raise PermissionDenied for other sides, for viewers, and for programs: nobody but people changes a licence."""
    if by.side not in sides or not by.may_write or by.user_id is None or by.key_id is not None:
        raise PermissionDenied


def may_issue(by: Actor) -> bool:
    """Whether somebody gives a maker's word: a person who administers it, for letters are its word under its seal."""
    return by.side is Side.MANUFACTURER and by.role in ISSUERS and by.user_id is not None and by.key_id is None


def require_issuer(by: Actor, manufacturer_id: int | None) -> None:
    """Raise PermissionDenied unless a person who administers this maker acts."""
    if not may_issue(by) or by.organization_id != manufacturer_id:
        raise PermissionDenied


def day_of_licences(at: datetime) -> date:
    """The day that licences are counted by: they are given in China."""
    return today_in("CN", at)

"""Who may write what concerns licences, and by whose day it counts."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied

from apps.core.today import today_in
from apps.organizations.scope import Actor, Side


def require_person(by: Actor, *sides: Side) -> None:
    """Raise PermissionDenied for other sides, for viewers, and for programs: nobody but people changes a licence."""
    if by.side not in sides or not by.may_write or by.user_id is None or by.key_id is not None:
        raise PermissionDenied


def day_of_licences(at: datetime) -> date:
    """The day that licences are counted by: they are given in China."""
    return today_in("CN", at)

"""Whose orders and shelves an actor means by "ours"."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from apps.organizations.scope import Actor


def firm_of(actor: Actor) -> int:
    """The organisation somebody acts for. Owners have none: PermissionDenied (403)."""
    if actor.organization_id is None:
        raise PermissionDenied
    return actor.organization_id

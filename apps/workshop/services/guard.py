"""Who may write at a workshop's desk."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from apps.claims.models import Claim
from apps.organizations.requests import organization_of
from apps.organizations.scope import Actor, Side


def workshop_of(by: Actor) -> int:
    """The dealer that ``by`` acts for and may write for; PermissionDenied for everybody else."""
    if by.side is not Side.DEALER or not by.may_write:
        raise PermissionDenied("not somebody of a workshop who may write")
    return organization_of(by)


def own_claim(claim: Claim, by: Actor) -> int:
    """The dealer of ``by``, whose request this is."""
    dealer = workshop_of(by)
    if claim.dealer_id != dealer:
        raise PermissionDenied("another workshop's request")
    return dealer

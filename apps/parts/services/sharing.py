"""Letting other dealers see one's stock, and ending that."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from apps.casework.actors import record_of
from apps.organizations.door import door
from apps.organizations.scope import Actor, Side

from ..models import StockShare


@transaction.atomic
def share_stock(*, by: Actor, at: datetime) -> StockShare:
    """Let dealers of the same makers see about how many of a part one has; said twice it is said once."""
    _require_dealer(by)
    with door("parts.sharing"):
        made, _new = StockShare.objects.get_or_create(
            dealer_id=by.organization_id, ended_at=None, defaults={"since": at, "actor": record_of(by)}
        )
    return made


@transaction.atomic
def stop_sharing(*, by: Actor, at: datetime) -> None:
    """End it: from this moment on nobody sees the stock any more."""
    _require_dealer(by)
    with door("parts.sharing"):
        StockShare.objects.filter(dealer_id=by.organization_id, ended_at=None).update(ended_at=at)


def _require_dealer(by: Actor) -> None:
    if by.side is not Side.DEALER or not by.may_write:
        raise PermissionDenied

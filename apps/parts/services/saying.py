"""What the verbs of a catalogue share: who may say something of a part, and how what was said is ended."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from apps.organizations.door import door
from apps.organizations.scope import Actor, Side

from ..models import Fitting, Interchange, Part, PartPhoto, Supersession

Ended = Fitting | Interchange | PartPhoto | Supersession


def require_its_maker(part: Part, by: Actor) -> None:
    """Raise PermissionDenied unless ``by`` may write for the part's manufacturer."""
    if by.side is not Side.MANUFACTURER or by.organization_id != part.manufacturer_id or not by.may_write:
        raise PermissionDenied


@transaction.atomic
def end_said(*, row: Ended, by: Actor, at: datetime) -> None:
    """Say no longer what was said of a part; it stays on record with its end. Ended already: nothing happens."""
    if by.side is not Side.MANUFACTURER or by.organization_id != row.manufacturer_id or not by.may_write:
        raise PermissionDenied
    with door("parts.catalogue"):
        type(row)._default_manager.filter(pk=row.pk, ended_at=None).update(ended_at=max(at, row.recorded_at))

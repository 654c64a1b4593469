"""Messages on a claim."""

from __future__ import annotations

from datetime import datetime

from apps.organizations.scope import Actor, Side

from ..models import Claim
from . import waiting, work


def add_message(*, claim: Claim, by: Actor, message: str, at: datetime, key: str = "") -> Claim:
    """Write to the other side. The owner's answer lets a clock that waited for it run again."""
    text = work.grounds("message", message)

    def effect(locked: Claim, at: datetime) -> None:
        if by.side is Side.OWNER:
            waiting.owner_did(locked, at)

    return work.take(claim, "message", by=by, at=at, note=text, key=key, effect=effect)


def see_contact(*, claim: Claim, by: Actor, message: str, at: datetime, key: str = "") -> Claim:
    """Say why the owner's contact is needed; it is shown from then on (contact.py). Nothing of the claim changes."""
    return _look(claim, "see_contact", by=by, message=message, at=at, key=key)


def see_vin(*, claim: Claim, by: Actor, message: str, at: datetime, key: str = "") -> Claim:
    """Say why the whole VIN is needed; it is shown from then on (seen_vins.py). Nothing of the claim changes."""
    return _look(claim, "see_vin", by=by, message=message, at=at, key=key)


def _look(claim: Claim, verb: str, *, by: Actor, message: str, at: datetime, key: str) -> Claim:
    why, who = work.grounds(verb, message), {"organization": by.organization_id}
    return work.take(claim, verb, by=by, at=at, note=why, key=key, values=who)

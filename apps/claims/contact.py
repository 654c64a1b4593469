"""The owner's name and telephone number: what the workshop needs, and what others see only when they say why.

Data protection asks for no more than the task needs (GDPR, article 5(1)(c); Kenya's Data Protection Act 2019, section
25; China's PIPL, article 6). Whoever looks leaves a step in the claim's history, which the owner reads.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from apps.organizations.scope import Actor, Side

from .models import Claim, ClaimEvent

#: The sides whose task needs the contact at all times.
NEED_IT = (Side.OWNER, Side.DEALER, Side.SYSTEM)
VERB = "see_contact"
#: For how long an organisation sees it after one of its people said why.
SHOWN_FOR = timedelta(days=7)


@dataclass(frozen=True)
class Contact:
    """Name and telephone as a reader may see them."""

    name: str
    phone: str
    masked: bool


def contact_of(claim: Claim, *, actor: Actor, events: Iterable[ClaimEvent], at: datetime) -> Contact:
    """The contact of a claim, whole or masked; ``events`` are those of the claim."""
    if actor.side in NEED_IT or _looked(actor, events, at):
        return Contact(claim.contact_name, claim.contact_phone, masked=False)
    return Contact(masked_name(claim.contact_name), masked_phone(claim.contact_phone), masked=True)


def called(event: ClaimEvent, *, actor: Actor) -> str:
    """Who acted, as ``actor`` may read it: owners are named to those who work with them."""
    return event.by_name if event.by_side != "owner" or actor.side in NEED_IT else _("The owner")


def _looked(actor: Actor, events: Iterable[ClaimEvent], at: datetime) -> bool:
    """Whether somebody of the same organisation has said why, and not long ago."""
    return any(
        event.kind == VERB
        and event.values.get("organization") == actor.organization_id
        and at - SHOWN_FOR < event.happened_at <= at
        for event in events
    )


def masked_name(name: str) -> str:
    """The first sign of each word: enough to know whether two claims are of one person."""
    return " ".join(f"{word[0]}." for word in name.split())


def masked_phone(phone: str) -> str:
    """The last two digits."""
    return f"•••{phone[-2:]}" if phone else ""

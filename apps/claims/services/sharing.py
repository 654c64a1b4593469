"""A link for the driver: how far the claim is, without a sign-in. It tells no name, no VIN and no complaint."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.errors import Conflict
from apps.core.today import zones_of
from apps.organizations.scope import Actor, system_scope

from ..models import Claim, StatusLink
from ..next_words import fact_of, next_words
from ..status_links import digest_of, link_of, token_of
from . import work

#: How long a link shows anything: a policy of this portal.
OPEN_FOR: Final = timedelta(days=60)
#: How long it goes on once the claim is over.
AFTER_THE_END: Final = timedelta(days=7)


@dataclass(frozen=True)
class Shown:
    """What whoever has a link is told; ``zone``: of the country of the car, since nobody knows theirs."""

    claim: Claim
    ends_at: datetime
    next: str
    zone: str


def share_status(*, claim: Claim, by: Actor, at: datetime, key: str = "") -> Claim:
    """Make the claim's link. Raises Conflict while one is open: the page shows it."""

    def effect(locked: Claim, at: datetime) -> None:
        links = StatusLink.objects.filter(claim=locked)
        if links.filter(revoked_at=None, ends_at__gt=at).exists():
            raise Conflict(_("A link is open already: send that one, or end it first."), code="shared_already")
        links.filter(revoked_at=None).update(revoked_at=at)
        token = token_of(locked.number, links.count() + 1)
        StatusLink.objects.create(
            claim=locked, digest=digest_of(token), made_at=at, ends_at=at + OPEN_FOR, **locked.sides()
        )

    return work.take(claim, "share_status", by=by, at=at, key=key, effect=effect)


def stop_sharing(*, claim: Claim, by: Actor, at: datetime, key: str = "") -> Claim:
    """Let the link lead nowhere from now on; nothing happens to a claim without one."""

    def effect(locked: Claim, at: datetime) -> None:
        StatusLink.objects.filter(claim=locked, revoked_at=None).update(revoked_at=at)

    return work.take(claim, "stop_sharing", by=by, at=at, key=key, effect=effect)


def open_link(claim: Claim, *, at: datetime) -> tuple[str, datetime] | None:
    """The claim's link and when it ends, for its owner; None while there is none (1 query)."""
    links = list(StatusLink.objects.filter(claim=claim).order_by("id"))
    last = links[-1] if links else None
    if last is None or last.revoked_at is not None or _ends(last, claim) <= at:
        return None
    return link_of(claim.number, len(links)), _ends(last, claim)


def shown_by(token: str, *, at: datetime) -> Shown | None:
    """What a link shows; None when it leads nowhere (1 query). Opening it changes nothing."""
    with system_scope("whoever has the link of a claim is told how far it is"):
        link = StatusLink.objects.select_related("claim").filter(digest=digest_of(token), revoked_at=None).first()
        if link is None or _ends(link, link.claim) <= at:
            return None
        zone = next(iter(zones_of(str(link.claim.country))), "UTC")
        with timezone.override(zone):
            return Shown(link.claim, _ends(link, link.claim), next_words(fact_of(link.claim)), zone)


def _ends(link: StatusLink, claim: Claim) -> datetime:
    return min(link.ends_at, claim.closed_at + AFTER_THE_END) if claim.closed_at else link.ends_at

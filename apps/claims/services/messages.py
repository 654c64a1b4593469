"""Messages on a claim, with photos; and looks at what is masked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.core.errors import Refused
from apps.core.photos import MOST_PHOTOS, Photo
from apps.organizations.scope import Actor, Side

from .. import photo_store
from ..models import Claim
from . import pictures, waiting, work

#: Of a whole claim, whoever sends them.
MOST_ON_A_CLAIM = 60


@transaction.atomic
def add_message(
    *, claim: Claim, by: Actor, message: str, at: datetime, photos: Sequence[Photo] = (), key: str = ""
) -> Claim:
    """Write to the other side, with up to eight photos. The owner's answer lets a clock that waited for it run again.

    Raises Refused (fields message, photos), naming the number that is too many.
    """
    text = work.grounds("message", message)
    if len(photos) > MOST_PHOTOS:
        raise Refused(
            _("You chose %(count)d photos: send at most %(most)d.") % {"count": len(photos), "most": MOST_PHOTOS},
            field="photos",
        )
    written = photo_store.Written()

    def effect(locked: Claim, at: datetime) -> None:
        _refuse_heap(locked, len(photos))
        pictures.add(locked, photos, written, at)
        if by.side is Side.OWNER:
            waiting.owner_did(locked, at)

    values = {"photos": [photo.sha256 for photo in photos]} if photos else None
    taken = work.take(claim, "message", by=by, at=at, note=text, key=key, effect=effect, values=values)
    transaction.on_commit(written.keep)
    return taken


def _refuse_heap(claim: Claim, more: int) -> None:
    there = claim.photos.count() if more else 0
    if there + more > MOST_ON_A_CLAIM:
        raise Refused(
            _("This request has %(there)d photos, and %(more)d more are too many: %(most)d are kept of one request.")
            % {"there": there, "more": more, "most": MOST_ON_A_CLAIM},
            field="photos",
        )


def see_contact(*, claim: Claim, by: Actor, message: str, at: datetime, key: str = "") -> Claim:
    """Say why the owner's contact is needed; it is shown from then on (contact.py). Nothing of the claim changes."""
    return _look(claim, "see_contact", by=by, message=message, at=at, key=key)


def see_vin(*, claim: Claim, by: Actor, message: str, at: datetime, key: str = "") -> Claim:
    """Say why the whole VIN is needed; it is shown from then on (seen_vins.py). Nothing of the claim changes."""
    return _look(claim, "see_vin", by=by, message=message, at=at, key=key)


def _look(claim: Claim, verb: str, *, by: Actor, message: str, at: datetime, key: str) -> Claim:
    why, who = work.grounds(verb, message), {"organization": by.organization_id}
    return work.take(claim, verb, by=by, at=at, note=why, key=key, values=who)

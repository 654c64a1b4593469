"""What the owner thought of the repair: once, after the vehicle was handed back, never changed."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from apps.core.errors import Conflict, Refused
from apps.organizations.scope import Actor

from ..models import Claim, Rating
from . import work


def rate(*, claim: Claim, by: Actor, stars: int, at: datetime, words: str = "", key: str = "") -> Claim:
    """Rate the repair with one to five stars, and words. Raises Conflict when it was rated before, Refused (stars)."""
    if not 1 <= stars <= 5:
        raise Refused(_("“%(value)s” is not one of one to five stars: choose one.") % {"value": stars}, field="stars")

    def effect(locked: Claim, at: datetime) -> None:
        if Rating.objects.filter(claim=locked).exists():
            raise Conflict(_("You rated this repair already: a rating is given once."), code="rated_before")
        Rating.objects.create(claim=locked, stars=stars, words=words.strip(), rated_at=at, **locked.sides())

    values = {"stars": stars}
    return work.take(claim, "rate", by=by, at=at, note=words.strip(), key=key, effect=effect, values=values)

"""The owner's page of a claim: what is asked of them first, then whose turn it is, the talk, the history, the rest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from apps.casework.pages import OnPage

from ..awaited import awaited_by
from ..downtime import days_off_road
from ..models import Claim, ClaimEvent, ClaimPhoto
from ..next_words import REOPEN_WITHIN, fact_of, next_words
from ..plain_reasons import plain_reason
from ..selectors import Case
from ..services.sharing import open_link
from .pictures import shown

#: What people said to each other, out of all that happened.
SAID = ("message", "ask_owner", "respond")
#: What the page asks for at its top, where it stands there at all.
_DECISIONS = ("close", "reopen")


def owner_context(case: Case, steps: Sequence[OnPage], photos: Sequence[ClaimPhoto], *, at: datetime) -> dict[str, Any]:
    """What the owner's template needs beside what every page of a claim has (4 queries)."""
    claim, by_verb = case.claim, {row.step.verb: row for row in steps}
    denial = claim.denials.filter(reversed_at=None).first()
    proposal = claim.proposals.filter(decided_at=None).first()
    link, asks = open_link(claim, at=at), claim.status == Claim.Status.HANDED_BACK
    return {
        "decisions": [by_verb[verb] for verb in _DECISIONS if verb in by_verb] if asks else [],
        "reopen": by_verb.get("reopen") if _may_still_say(claim, at) else None,
        "message": by_verb.get("message"),
        "rate": by_verb.get("rate"),
        "rating": getattr(claim, "rating", None),
        "withdraw": by_verb.get("withdraw"),
        "share": by_verb.get("stop_sharing" if link else "share_status"),
        "link": link,
        "next": next_words(fact_of(claim)),
        "awaited": awaited_by(claim, case.events),
        "off_road": days_off_road(claim, at=at),
        "denial": denial,
        "proposal": proposal,
        "reason": plain_reason((denial or proposal).reason) if denial or proposal else "",  # type: ignore[union-attr]
        "talk": talk_of(case.events, photos),
        "first_photos": _filed_with(case.events, photos),
        "history": [event for event in case.events if event.kind not in SAID],
    }


def _may_still_say(claim: Claim, at: datetime) -> bool:
    """Whether a claim that is closed may still be opened again: for some days after the hand-back."""
    back = claim.handed_back_at
    return claim.status == Claim.Status.CLOSED and back is not None and at - back <= REOPEN_WITHIN


def talk_of(events: Sequence[ClaimEvent], photos: Sequence[ClaimPhoto]) -> list[dict[str, Any]]:
    """What was said, oldest first, each with the photos that came with it."""
    by_digest = {photo.sha256: photo for photo in photos}
    return [
        {"event": event, "photos": shown([by_digest[sha] for sha in _digests(event) if sha in by_digest])}
        for event in events
        if event.kind in SAID
    ]


def _filed_with(events: Sequence[ClaimEvent], photos: Sequence[ClaimPhoto]) -> list[dict[str, str]]:
    later = {sha for event in events for sha in _digests(event)}
    return shown([photo for photo in photos if photo.sha256 not in later])


def _digests(event: ClaimEvent) -> list[str]:
    return list(event.values.get("photos", ())) if event.kind == "message" else []

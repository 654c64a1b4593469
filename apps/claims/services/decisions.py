"""Ends of a claim, and ways back from them."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from apps.core.errors import Conflict, Refused
from apps.core.today import today_of_reader
from apps.duties import names
from apps.duties import services as duties
from apps.duties.models import Clock, Party
from apps.organizations.scope import SYSTEM_ACTOR, Actor
from apps.vehicles.wording import said_day

from ..models import Claim, DenialProposal
from ..next_words import REOPEN_WITHIN
from . import legal, stages, waiting, work
from .denials import fall_away
from .repair import start_repair_clock


def close(*, claim: Claim, by: Actor, at: datetime, note: str = "", version: int | None = None, key: str = "") -> Claim:
    """The owner says that it is repaired."""

    def effect(locked: Claim, at: datetime) -> None:
        locked.closed_at = at

    return work.take(claim, "close", by=by, at=at, note=note.strip(), version=version, key=key, effect=effect)


def close_quiet(*, at: datetime) -> int:
    """Close what was handed back and not complained of in time; returns how many. Run in the system's scope."""
    quiet = Claim.objects.filter(status=Claim.Status.HANDED_BACK, handed_back_at__lte=at - REOPEN_WITHIN)
    count = 0
    for claim in quiet.order_by("id")[:1000]:
        try:
            close(claim=claim, by=SYSTEM_ACTOR, at=at)
        except Conflict:  # its owner acted this very moment
            continue
        count += 1
    return count


def reopen(*, claim: Claim, by: Actor, message: str, at: datetime, version: int | None = None, key: str = "") -> Claim:
    """The owner says that it is not repaired: the vehicle must come in again.

    The duty to repair goes on with the time that was left when the repair was called done, since it was not; the days
    between were the owner's. One that was late already begins anew. Raises Refused when more than two weeks have
    passed since the vehicle was handed back.
    """
    text = work.grounds("reopen", message)

    def effect(locked: Claim, at: datetime) -> None:
        _refuse_late(locked, at)
        stages.not_repaired(locked, at)
        locked.closed_at = None
        legal.go_on(locked, Clock.Ending.DONE, reason="with_owner", party=Party.OWNER, at=at)
        waiting.wait_for_parts(locked, _not_done(locked, at), at)

    return work.take(claim, "reopen", by=by, at=at, note=text, version=version, key=key, effect=effect)


def _not_done(claim: Claim, at: datetime) -> Clock:
    """The clock of a repair that was none, gone on with; a new one where the first was late or there was none."""
    clock = Clock.objects.filter(
        subject_kind=work.SUBJECT, subject_id=claim.pk, obligation_id=names.REPAIR, ending=Clock.Ending.DONE
    ).last()
    if clock is None or clock.state(at) != "met":
        return start_repair_clock(claim, at)
    done = (Clock.Ending.DONE,)
    return duties.continue_clock(clock, reason="with_owner", party=Party.OWNER, at=at, ended=done, pausing=True)


def _refuse_late(claim: Claim, at: datetime) -> None:
    if claim.handed_back_at is not None and at - claim.handed_back_at > REOPEN_WITHIN:
        raise Refused(
            _("The vehicle was handed back on %(day)s, more than 14 days ago: file a new request instead.")
            % {"day": said_day(today_of_reader(claim.handed_back_at))},
            field="message",
            code="too_late",
        )


def withdraw(
    *, claim: Claim, by: Actor, at: datetime, note: str = "", version: int | None = None, key: str = ""
) -> Claim:
    """The owner takes the request back."""

    def effect(locked: Claim, at: datetime) -> None:
        locked.closed_at = at
        if locked.proposals.filter(decided_at=None).exists():
            stages.decided(locked, at, by=by, outcome=DenialProposal.Outcome.WITHDRAWN)
        fall_away(locked, by, at)

    return work.take(claim, "withdraw", by=by, at=at, note=note.strip(), version=version, key=key, effect=effect)

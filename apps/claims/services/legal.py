"""The limit of the law of the destination for a repair: a duty beside the workshop's own time, without pauses.

It runs from the request, or from the hand-over of the vehicle where the law counts so, to the hand-back. Whomever the
claim waits for is charged meanwhile (work.settle), and whoever is charged most is named (apps/duties/shares.py).
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from apps.core.today import today_in
from apps.duties import names
from apps.duties import services as duties
from apps.duties.models import Clock
from apps.warranty.models import MarketRight
from apps.warranty.selectors import repair_limit

from ..models import Claim
from . import refiling, work


def begin(claim: Claim, at: datetime, *, counted_from: str) -> None:
    """Start the limit, where the country has one for warranty repairs that is counted from here; once a claim."""
    right = repair_limit(str(claim.country), on=today_in(str(claim.country), at))
    start = right.clock_start if right and right.clock_start else MarketRight.Start.REQUEST
    if start != counted_from or not claim.in_warranty or _limits(claim).exists():
        return
    if refiling.carried_on(claim, names.LEGAL_LIMIT, at, pausing=False) is not None:
        return
    duties.start_if_ruled(
        obligation=names.LEGAL_LIMIT,
        subject_kind=work.SUBJECT,
        subject_id=claim.pk,
        subject_label=claim.number,
        sides=claim.sides(),
        at=at,
        powertrain=claim.powertrain,
        unit=claim.number,
    )


def go_on(claim: Claim, ended: str, *, reason: str, party: str, at: datetime) -> None:
    """Let the limit go on that ended so, as if it had not: the law knows no second beginning."""
    for clock in _limits(claim):
        duties.continue_clock(clock, reason=reason, party=party, at=at, ended=(ended,))


def _limits(claim: Claim) -> QuerySet[Clock]:
    return Clock.objects.filter(subject_kind=work.SUBJECT, subject_id=claim.pk, obligation_id=names.LEGAL_LIMIT)

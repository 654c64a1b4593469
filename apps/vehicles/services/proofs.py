"""An owner proves a registration with papers; the workshop or the authority looks at them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.casework import documents, engine
from apps.casework.engine import Act
from apps.core import files
from apps.core.errors import Refused
from apps.organizations.door import door
from apps.organizations.scope import SYSTEM_ACTOR, Actor, Side, system_scope

from ..models import Registration, RegistrationPaper
from ..papers import Paper, check, media_type_of
from .holding import happen, lock_car
from .looking import follow, looked

MOST_PAPERS: Final = 20


@transaction.atomic
def prove(
    *,
    registration: Registration,
    papers: Sequence[Paper],
    by: Actor,
    at: datetime,
    version: int | None = None,
    key: str = "",
) -> Registration:
    """Send papers for a registration of one's own, also to answer a contest; the same ``key`` sends them once.

    Raises Refused (field ``papers``), or ``nothing_asked`` for one that is verified and not contested.
    """
    check(papers)
    lock_car(registration.vehicle_id)

    def send(locked: Registration, act: Act) -> None:
        if not locked.asks_for_papers:
            raise Refused(_("This registration is verified: no papers are asked for."), code="nothing_asked")
        attach(locked, papers, by=by, at=act.at)
        follow(locked, at=act.at)
        if locked.is_current and locked.answer_by is not None:
            locked.answered_at = act.at
            _tell_contests(locked, act.at)

    told = {"papers": len(papers), "digests": [files.digest_of(paper.file)[0] for paper in papers]}
    return engine.take(registration, "prove", by=by, at=at, version=version, key=key, values=told, effect=send)


def attach(registration: Registration, papers: Sequence[Paper], *, by: Actor, at: datetime) -> None:
    """Keep papers with a registration. Raises Refused when it has too many."""
    with door("vehicles.registration"):
        if registration.papers.count() + len(papers) > MOST_PAPERS:
            raise Refused(
                _("%(most)d papers are the most for one registration.") % {"most": MOST_PAPERS},
                field="papers",
                code="too_many",
            )
        for paper in papers:
            kept = documents.store(
                file=paper.file, name=paper.name, media_type=media_type_of(paper), kind="proof", by=by, at=at
            )
            RegistrationPaper.objects.create(
                registration=registration,
                document=kept,
                kind=paper.kind,
                name=kept.name,
                sent_at=at,
                **registration.sides(),
            )


def _tell_contests(holder: Registration, at: datetime) -> None:
    with system_scope("answer to whoever contests a registration"):
        contests = Registration.objects.filter(
            vehicle_id=holder.vehicle_id, status=Registration.Status.CONTESTING, answered_at=None
        )
        for contest in contests.select_for_update(of=("self",)).order_by("id"):
            contest.answered_at = at
            happen(contest, "answered", by=SYSTEM_ACTOR, at=at)


def verify(
    *,
    registration: Registration,
    seen: str,
    note: str,
    by: Actor,
    at: datetime,
    version: int | None = None,
    key: str = "",
) -> Registration:
    """Say that the car is real and its owner's; ``seen`` is the ground: papers, or the car itself.

    Raises Refused (field ``seen``) when nobody sent papers, or operators say they saw the car.
    """

    def mark(locked: Registration, act: Act) -> None:
        mark_verified(locked, seen, act)
        looked(locked, act)

    return engine.take(
        registration, "verify", by=by, at=at, note=note, version=version, key=key, values={"seen": seen}, effect=mark
    )


def mark_verified(registration: Registration, seen: str, act: Act) -> None:
    """Write down since when and by what a registration is verified; Refused for a ground that cannot be."""
    if seen not in (Registration.Ground.PAPERS, Registration.Ground.CAR):
        raise Refused(_("“%(value)s” is no ground: choose what you looked at.") % {"value": seen}, field="seen")
    if seen == Registration.Ground.PAPERS and not registration.papers.exists():
        raise Refused(_("No papers were sent: look at the car, or wait for papers."), field="seen", code="no_papers")
    if seen == Registration.Ground.CAR and act.by.side is not Side.DEALER:
        raise Refused(_("Only a workshop has the car before it: choose papers."), field="seen", code="no_car")
    registration.verified_at, registration.verified_by = act.at, seen

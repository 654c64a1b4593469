"""An owner objects to a denial in time, and the manufacturer answers by somebody else."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.casework import books, engine
from apps.casework.engine import Act
from apps.casework.steps import Grounds
from apps.claims import services as claims
from apps.claims.models import Claim, Denial
from apps.core.errors import Conflict, Refused
from apps.core.ids import new_number
from apps.core.wording import moment_text
from apps.duties import names
from apps.duties import services as duties
from apps.duties.models import Clock
from apps.organizations.door import door
from apps.organizations.scope import SYSTEM_ACTOR, Actor, Side

from ..models import Objection
from .people import require_another

SUBJECT = Clock.Subject.OBJECTION
GROUNDS = Grounds("grounds", _("Why the denial is wrong"), least=20, most=4000, rows=6)


def open_until(denial: Denial) -> datetime | None:
    """Until when a denial may be objected to, by the rule ``objection_window``; None: without a last day."""
    return duties.allowed_until(names.OBJECTION_WINDOW, country=str(denial.country), at=denial.denied_at)


@transaction.atomic
def object_to(*, claim: Claim, by: Actor, grounds: str, at: datetime) -> Objection:
    """Object to the denial in force; its clock on the manufacturer starts. The same words twice are one objection.

    Raises Refused when nothing is denied or it is too late, saying what is still possible; Conflict when the denial
    was objected to before with other words.
    """
    if by.side is not Side.OWNER or claim.owner_id != by.user_id:
        raise PermissionDenied
    text = GROUNDS.checked(grounds)
    with door("claims.step"):
        books.hold_open(claim.manufacturer_id)
        Claim.objects.select_for_update().get(pk=claim.pk)
    denial = claim.denials.filter(reversed_at=None).first()
    if denial is None:
        raise Refused(
            _("%(number)s is not denied: there is nothing to object to.") % {"number": claim.number}, code="not_denied"
        )
    return _known(denial, text) or _file(claim, denial, text, by=by, at=at)


def _known(denial: Denial, text: str) -> Objection | None:
    earlier = Objection.objects.filter(denial=denial).first()
    if earlier is not None and earlier.grounds != text:
        raise Conflict(
            _("You objected to this denial already: it is %(number)s.") % {"number": earlier.number},
            code="objected_already",
        )
    return earlier


def _file(claim: Claim, denial: Denial, text: str, *, by: Actor, at: datetime) -> Objection:
    _refuse_late(denial, at)
    recorded = books.recorded_at(claim.manufacturer_id, at, "objection.filed")
    try:
        with door("disputes.objection"):
            made = Objection.objects.create(
                number=new_number("O"), claim=claim, denial=denial, grounds=text, filed_at=at, **claim.sides()
            )
            duties.start_if_ruled(
                obligation=names.OBJECTION_ANSWER, subject_kind=SUBJECT, subject_id=made.pk, subject_label=made.number,
                sides=claim.sides(), at=at, powertrain=claim.powertrain, unit=claim.number,
            )  # fmt: skip
            engine.record(made, "filed", by=by, at=at, note=text, recorded=recorded)
            engine.tell(made, "filed", by=by, at=at)
    except IntegrityError as error:
        raise Conflict(_("You objected to this denial already."), code="objected_already") from error
    return made


def _refuse_late(denial: Denial, at: datetime) -> None:
    until = open_until(denial)
    if until is not None and at > until:
        raise Refused(
            _(
                "The denial could be objected to until %(until)s. What is still possible: write to the manufacturer on "
                "the request, which can take the denial back, or bring it to the authority of your country."
            )
            % {"until": moment_text(until)},
            field="grounds",
            code="too_late",
        )


def uphold(objection: Objection, act: Act) -> None:
    """What upholding does: the denial is taken back by the claim's own step, and what was owed goes on."""
    require_another(objection.denial, act.by)
    _answered(objection, act)
    claims.reinstate(claim=objection.claim, by=act.by, message=act.note, at=act.at)


def reject(objection: Objection, act: Act) -> None:
    """What rejecting asks: somebody who did not deny."""
    require_another(objection.denial, act.by)
    _answered(objection, act)


def end(objection: Objection, act: Act) -> None:
    """The denial was taken back on the claim itself, which answers the objection."""
    _answered(objection, act)


def withdraw(objection: Objection, act: Act) -> None:
    """The owner objects no more: nobody owes an answer."""
    objection.ended_at = act.at
    duties.stop_clocks(SUBJECT, objection.pk, at=act.at, ending=Clock.Ending.FELL_AWAY)


def _answered(objection: Objection, act: Act) -> None:
    objection.ended_at = act.at
    duties.stop_clocks(SUBJECT, objection.pk, at=act.at)


def settle_of(claim_id: int, *, at: datetime) -> None:
    """End the objection of a claim whose denial was taken back otherwise. Safe twice; in the system's scope."""
    for objection in Objection.objects.filter(claim_id=claim_id, status=Objection.Status.OPEN):
        engine.take(objection, "settle", by=SYSTEM_ACTOR, at=at)

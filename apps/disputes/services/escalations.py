"""An owner brings a claim to the authority of the country, with a pack that is frozen then; people there decide."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.casework import books, engine
from apps.casework.actors import record_of
from apps.casework.engine import Act
from apps.casework.steps import Grounds
from apps.claims.models import Claim
from apps.core.errors import Conflict, Refused
from apps.core.ids import new_number
from apps.duties import names
from apps.duties import services as duties
from apps.duties.models import Party
from apps.organizations.door import door
from apps.organizations.scope import Actor, Side

from ..causes import causes_of
from ..models import Escalation, EscalationQuestion, Objection
from ..pack.frozen import digest_of, freeze
from .people import require_person

WORDS = Grounds("words", _("What should be done"), least=20, most=4000, rows=6)
QUESTION = Grounds("question", _("Question"), least=10, most=4000, rows=4)
ANSWER = Grounds("message", _("Your answer"), least=3, most=4000, rows=4)
#: The side column that stays on a question, by whom it is asked of; the country is the authority's.
_COLUMNS = {Party.OWNER: "owner_id", Party.DEALER: "dealer_id", Party.MANUFACTURER: "manufacturer_id"}


@transaction.atomic
def bring(*, claim: Claim, by: Actor, cause: str, words: str, at: datetime) -> Escalation:
    """Bring a claim to the authority. The same words twice are one case.

    ``cause`` is one of those that hold (causes.py). Raises Refused (fields cause, words), Conflict when it lies there.
    """
    if by.side is not Side.OWNER or claim.owner_id != by.user_id:
        raise PermissionDenied
    text = WORDS.checked(words)
    with door("claims.step"):
        books.hold_open(claim.manufacturer_id)
        Claim.objects.select_for_update().get(pk=claim.pk)
    known = Escalation.objects.filter(claim=claim, ended_at=None).first()
    if known is not None:
        if (known.words, known.cause) == (text, cause):
            return known
        raise Conflict(
            _("It lies with the authority already: it is %(number)s.") % {"number": known.number},
            code="brought_already",
        )
    if cause not in causes_of(claim, at=at):
        raise Refused(
            _("“%(value)s” does not hold of this request now: choose why you bring it.") % {"value": cause},
            field="cause",
        )
    return _file(claim, cause, text, by=by, at=at)


def _file(claim: Claim, cause: str, text: str, *, by: Actor, at: datetime) -> Escalation:
    recorded = books.recorded_at(claim.manufacturer_id, at, "escalation.filed")
    frozen = freeze(claim, at=at)
    try:
        with door("disputes.escalation"):
            made = Escalation.objects.create(
                number=new_number("A"),
                claim=claim,
                objection=Objection.objects.filter(claim=claim).order_by("-filed_at").first(),
                cause=cause,
                words=text,
                filed_at=at,
                due_at=_allowed(names.ESCALATION_LOOK, claim, at),
                frozen=frozen,
                frozen_sha256=digest_of(frozen),
                **claim.sides(),
            )
            engine.record(made, "filed", by=by, at=at, note=text, recorded=recorded)
            engine.tell(made, "filed", by=by, at=at)
    except IntegrityError as error:
        raise Conflict(_("It lies with the authority already."), code="brought_already") from error
    return made


def taken_up(case: Escalation, act: Act) -> None:
    """From now on the date of the finding is what counts."""
    require_person(act.by)
    _back_at_the_desk(case)


def proposed(case: Escalation, act: Act) -> None:
    """Both sides have the same time to say whether they agree."""
    require_person(act.by)
    case.due_at = _allowed(names.ESCALATION_REPLY, case, act.at)


def agreed(case: Escalation, act: Act) -> None:
    """One side agreed; the second one's word settles it."""
    if case.status == Escalation.Status.SETTLED:
        ended(case, act)


def refused(case: Escalation, act: Act) -> None:
    """A settlement that one side does not want is none: it is the authority's turn."""
    _back_at_the_desk(case)


def ended(case: Escalation, act: Act) -> None:
    """Nothing more is due in it."""
    case.ended_at, case.due_at = act.at, None


def ask(
    *, escalation: Escalation, by: Actor, side: str, question: str, at: datetime, version: int | None = None,
    key: str = "",
) -> Escalation:  # fmt: skip
    """Ask one side; what is asked is read by it and by the authority only. Raises Conflict while it is still asked."""
    require_person(by)
    text = QUESTION.checked(question)
    if side not in _COLUMNS:
        raise Refused(_("“%(value)s” is no side of the case: choose one.") % {"value": side}, field="side")

    def effect(case: Escalation, act: Act) -> None:
        if case.questions.filter(side=side, answered_at=None).exists():
            raise Conflict(_("This side still has a question to answer."), code="asked_already")
        column = _COLUMNS[Party(side)]
        EscalationQuestion.objects.create(
            escalation=case, side=side, question=text, asked_at=act.at, asked_by=record_of(by),
            answer_by=_allowed(names.ESCALATION_REPLY, case, act.at),
            country=case.country, **{column: getattr(case, column)},
        )  # fmt: skip
        engine.tell(case, f"asked_{side}", by=by, at=act.at)

    # The event says whom, and by a digest what; the words are in the question's own row.
    values = {"asked": side, "sha256": _digest(text)}
    return engine.take(escalation, "ask", by=by, at=at, version=version, key=key, values=values, effect=effect)


def answer(*, escalation: Escalation, by: Actor, message: str, at: datetime, key: str = "") -> Escalation:
    """Answer what one's side was asked. Raises Refused when nothing is asked of it."""
    text = ANSWER.checked(message)
    side = by.side.name.lower()

    def effect(case: Escalation, act: Act) -> None:
        found = case.questions.select_for_update().filter(side=side, answered_at=None).first()
        if found is None:
            raise Refused(_("Nothing is asked of you in this case now."), field="message", code="not_asked")
        found.answer, found.answered_at, found.answered_by = text, act.at, record_of(by)
        found.save(update_fields=["answer", "answered_at", "answered_by"])

    values = {"sha256": _digest(text)}
    return engine.take(escalation, "answer", by=by, at=at, key=key, values=values, effect=effect)


def find(
    *, escalation: Escalation, by: Actor, outcome: str, note: str, at: datetime, version: int | None = None,
    key: str = "",
) -> Escalation:  # fmt: skip
    """Close the case with a finding, coded and in words."""
    require_person(by)
    if outcome not in Escalation.Outcome.values:
        raise Refused(_("“%(value)s” is no finding of the list: choose one.") % {"value": outcome}, field="outcome")

    def effect(case: Escalation, act: Act) -> None:
        case.outcome = outcome
        ended(case, act)

    values: dict[str, Any] = {"outcome": outcome}
    return engine.take(
        escalation, "find", by=by, at=at, note=note, version=version, key=key, values=values, effect=effect
    )


def _back_at_the_desk(case: Escalation) -> None:
    case.due_at = _allowed(names.ESCALATION_FINDING, case, case.filed_at)


def _allowed(rule: str, of: Claim | Escalation, at: datetime) -> datetime | None:
    return duties.allowed_until(rule, country=str(of.country), at=at)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()

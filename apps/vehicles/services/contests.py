"""Somebody says that a car which another person registered is theirs; the workshop or the authority decides.

Neither learns who the other is. The holder may answer within a term; when it has passed, a person decides all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.casework import engine
from apps.casework.engine import Act
from apps.core.errors import Conflict, Refused
from apps.core.quotas import refuse_many
from apps.organizations.scope import SYSTEM_ACTOR, Actor, system_scope

from ..models import Registration, RegistrationQuerySet, Vehicle
from ..papers import Paper, check
from ..vin_reading import read_vin
from ..wording import said_day
from .holding import enter, hand_over, happen, lock_car
from .ownership import refuse_too_early
from .proofs import attach, mark_verified
from .readings import refuse_future

#: How long a holder may answer: a policy of this portal, not a law.
ANSWER_WITHIN: Final = timedelta(days=14)
_S = Registration.Status


@transaction.atomic
def contest(
    *,
    owner_id: int,
    vin_text: str,
    delivered_on: date,
    odometer_km: int,
    papers: Sequence[Paper],
    by: Actor,
    at: datetime,
) -> Registration:
    """Say with papers that a car registered to somebody else is one's own; a second time it is the same contest.

    Raises Refused (fields vin, delivered_on, papers), Conflict (vin) when nobody else holds the car, TooMany (vin):
    contests count among a person's registrations.
    """
    reading = read_vin(vin_text)
    for note in reading.errors:
        raise Refused(note.message, field="vin", code=note.code)
    refuse_future(delivered_on, at=at, field="delivered_on")
    check(papers)
    with system_scope("contest of a registration"):
        vehicle = Vehicle.objects.select_for_update(of=("self",)).filter(vin=reading.vin).first()
        holder = vehicle.registrations.current().select_for_update(of=("self",)).first() if vehicle else None
        if vehicle is None or holder is None or holder.owner_id == owner_id:
            raise Conflict(
                _("Nobody else holds %(vin)s: register it.") % {"vin": reading.vin}, field="vin", code="not_held"
            )
        same = vehicle.registrations.filter(owner_id=owner_id, status=_S.CONTESTING).first()
        if same is not None:
            return same
        lately = Registration.objects.filter(owner_id=owner_id)
        refuse_many("registrations", lately, "registered_at", maker=owner_id, at=at, field="vin")
        refuse_too_early(vehicle, delivered_on)
        made = enter(
            vehicle,
            "contest_opened",
            owner_id=owner_id,
            delivered_on=delivered_on,
            odometer_km=odometer_km,
            by=by,
            at=at,
            status=_S.CONTESTING,
            answer_by=at + ANSWER_WITHIN,
        )
        engine.tell(made, "contest_opened", by=by, at=at)
        _ask(holder, at)
        attach(made, papers, by=by, at=at)
    return made


def _ask(holder: Registration, at: datetime) -> None:
    holder.answer_by, holder.answered_at = at + ANSWER_WITHIN, None
    happen(holder, "contested", by=SYSTEM_ACTOR, at=at)


@transaction.atomic
def award(
    *,
    registration: Registration,
    seen: str,
    note: str,
    by: Actor,
    at: datetime,
    version: int | None = None,
    key: str = "",
) -> Registration:
    """Give the car to whoever contested; the registration that stood ends and stays on record.

    Raises Refused (``term_runs``) while the holder may still answer and has not, (field ``seen``) as ``verify`` does.
    """
    vehicle = lock_car(registration.vehicle_id)

    def decide(locked: Registration, act: Act) -> None:
        _refuse_early(locked, act.at)
        mark_verified(locked, seen, act)
        locked.answer_by = None
        with system_scope("a contested car changes hands"):
            _end_the_other(locked, act)
            hand_over(vehicle, locked, at=act.at)
            _ask_anew(locked, act.at)

    told = {"seen": seen}
    return engine.take(
        registration, "award", by=by, at=at, note=note, version=version, key=key, values=told, effect=decide
    )


def _refuse_early(contest: Registration, at: datetime) -> None:
    if contest.answered_at is None and contest.answer_by is not None and at < contest.answer_by:
        raise Refused(
            _("The holder may answer until %(day)s: decide then, or when they have answered.")
            % {"day": said_day(contest.answer_by.date())},
            code="term_runs",
        )


def _end_the_other(contest: Registration, act: Act) -> None:
    held = Registration.objects.current().select_for_update(of=("self",)).filter(vehicle_id=contest.vehicle_id).first()
    if held is not None:
        held.status, held.ended_at, held.answer_by = _S.ENDED, act.at, None
        happen(held, "lost", by=act.by, at=act.at)


def _ask_anew(winner: Registration, at: datetime) -> None:
    """Other contests go on against the new holder, who may answer them in turn."""
    for other in _contests(winner.vehicle_id).exclude(pk=winner.pk):
        other.answer_by, other.answered_at = at + ANSWER_WITHIN, None
        other.save(update_fields=["answer_by", "answered_at"])
        winner.answer_by, winner.answered_at = other.answer_by, None


def withdraw(
    *, registration: Registration, by: Actor, at: datetime, version: int | None = None, key: str = ""
) -> Registration:
    """Take one's contest back; the holder is told that nobody contests any more."""
    return _close(registration, "withdraw", by=by, at=at, version=version, key=key)


def refuse_contest(
    *, registration: Registration, note: str, by: Actor, at: datetime, version: int | None = None, key: str = ""
) -> Registration:
    """Leave the car with whoever holds it; the grounds are told to whoever contested."""
    return _close(registration, "refuse_contest", by=by, at=at, note=note, version=version, key=key)


@transaction.atomic
def _close(
    registration: Registration,
    verb: str,
    *,
    by: Actor,
    at: datetime,
    version: int | None,
    key: str,
    note: str = "",
) -> Registration:
    lock_car(registration.vehicle_id)

    def close(locked: Registration, act: Act) -> None:
        locked.ended_at = act.at
        with system_scope("the holder of a car that was contested"):
            rest = _contests(locked.vehicle_id).exclude(pk=locked.pk).exists()
            held = Registration.objects.current().filter(vehicle_id=locked.vehicle_id).first()
            if held is not None and not rest:
                held.answer_by = held.answered_at = None
                happen(held, "contest_over", by=SYSTEM_ACTOR, at=act.at)

    return engine.take(registration, verb, by=by, at=at, note=note, version=version, key=key, effect=close)


def _contests(vehicle_id: int) -> RegistrationQuerySet:
    return Registration.objects.filter(vehicle_id=vehicle_id, status=_S.CONTESTING).order_by("registered_at", "id")

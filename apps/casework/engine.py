"""The one way in which a case moves: books, lock, version, key, table, effect, event, fact; one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.core.errors import Conflict, Refused
from apps.notifications.outbox import emit
from apps.organizations.door import door
from apps.organizations.models import ApiKey
from apps.organizations.scope import SYSTEM_ACTOR, Actor, system_scope

from . import books, keys
from .actors import record_of
from .kinds import CaseKind, kind_of
from .models import CaseEvent, StepKey
from .moments import Told, moment_of
from .steps import Effect, Step, resolved

Case = TypeVar("Case", bound=Any)


@dataclass
class Act:
    """A step being taken. ``at`` is not before the case's last event.

    Effects read who and when, and add to ``values`` (kept with the event) and ``fact`` (told to the outbox).
    """

    step: Step
    by: Actor
    at: datetime
    note: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    fact: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def take(
    case: Case,
    verb: str,
    *,
    by: Actor,
    at: datetime,
    note: str = "",
    version: int | None = None,
    key: str = "",
    values: Mapping[str, Any] | None = None,
    effect: Effect | None = None,
    told: Told | None = None,
) -> Case:
    """Take one step of the table on the locked case; returns it as it is then.

    ``version`` is what the person saw: when somebody acted since, Conflict tells who, and what the state is now.
    ``key`` makes the same step, sent twice, one step; with another content it is a Conflict (``key_reused``).
    ``values`` and ``note`` are what the person gave: they stand in the event. An ``at`` before the last event
    (machines' clocks differ) counts as that event's moment. ``told``: when it happened, where that was earlier
    (moments.py); then ``at`` is when it was recorded. Raises PermissionDenied for sides, roles and keys that
    may not, TransitionNotAllowed when the state does not admit the step, Refused for grounds that say too little and
    for moments in the future or before the case began.
    """
    kind = kind_of(case)
    kind.taken_by(verb, by)
    _refuse_revoked(by, at)
    note = kind.checked(verb, note)
    given = {**(values or {}), **(told.values() if told else {})}
    with door(kind.door):
        return _take(
            kind, case, verb, by=by, at=at, note=note, version=version, key=key, given=given, effect=effect, told=told
        )


def _take(
    kind: CaseKind,
    case: Case,
    verb: str,
    *,
    by: Actor,
    at: datetime,
    note: str,
    version: int | None,
    key: str,
    given: dict[str, Any],
    effect: Effect | None,
    told: Told | None,
) -> Case:
    books.hold_open(_manufacturer(case))
    mine = _claim_key(kind, case, verb, key, by=by, at=at, note=note, values=given)
    locked = _lock(kind, case)
    if key and mine is None:
        return locked
    act = Act(kind.require(locked, verb, by), by, moment_of(kind, locked, at, told), note, given)
    if version is not None and act.step.versioned and version != locked.version:
        raise changed_meanwhile(locked)
    recorded = books.recorded_at(_manufacturer(locked), at if told else act.at, f"{kind.name}.{verb}")
    _move(kind, locked, act, effect)
    event = _write(locked, verb, by=by, at=act.at, recorded=recorded, note=note, values=act.values)
    if kind.settle:
        resolved(kind.settle)(locked)
    locked.version += 1
    if hasattr(locked, "updated_at"):
        locked.updated_at = act.at
    locked.save(update_fields=kind.moved)
    if act.step.topic is not None:
        tell(locked, act.step.topic, by=by, at=act.at, more=act.fact)
    if mine is not None:
        keys.keep(mine, event.pk)
    return locked


def take_by_itself(case: Case, verb: str, *, at: datetime) -> bool:
    """Take a step that time alone brings, as the system; False, and nothing done, where somebody was faster."""
    try:
        with transaction.atomic():
            take(case, verb, by=SYSTEM_ACTOR, at=at)
    except Refused:
        return False
    return True


def perform(
    case: Any, verb: str, *, by: Actor, at: datetime, given: Mapping[str, Any], version: int | None, key: str
) -> Any:
    """Take a step with what a form or the API's body gave: by its service, or by the engine when grounds are all."""
    kind = kind_of(case)
    step = kind.step(verb)
    if not step.service:
        note = str(given.get(step.grounds.field, "")) if step.grounds else ""
        return take(case, verb, by=by, at=at, note=note, version=version, key=key)
    seen = {"version": version} if step.versioned else {}
    return resolved(step.service)(**{kind.name: case}, by=by, at=at, key=key, **seen, **given)


def record(
    case: Any,
    kind_of_event: str,
    *,
    by: Actor,
    at: datetime,
    note: str = "",
    values: Mapping[str, Any] | None = None,
    recorded: datetime | None = None,
) -> CaseEvent:
    """Add a line to the timeline of a case, inside the caller's door: who acted, when it happened, when recorded.

    ``recorded``: by whoever closed the books in this transaction, so that what is written is known with the closing.
    """
    if recorded is None:
        recorded = books.recorded_at(_manufacturer(case), at, f"{kind_of(case).name}.{kind_of_event}")
    return _write(case, kind_of_event, by=by, at=at, recorded=recorded, note=note, values=values or {})


def _write(
    case: Any, verb: str, *, by: Actor, at: datetime, recorded: datetime, note: str, values: Mapping[str, Any]
) -> CaseEvent:
    kind = kind_of(case)
    return kind.events._default_manager.create(
        **{kind.name: case},
        **kind.sides(case),
        kind=verb,
        happened_at=at,
        recorded_at=recorded,
        actor=record_of(by),
        by_side=by.side.name.lower(),
        by_name=kind.called(by),
        note=note,
        values=dict(values),
    )


def tell(case: Any, topic: str, *, by: Actor, at: datetime, more: Mapping[str, Any] | None = None) -> None:
    """Say the fact ``<kind>.<topic>`` with the case's number, its sides and whatever ``more``."""
    kind = kind_of(case)
    sides = {name.removesuffix("_id"): value for name, value in kind.sides(case).items() if value is not None}
    told = {**sides, "country": str(case.country), **kind.fact(case), **(more or {})}
    emit(f"{kind.name}.{topic}", at=at, **{kind.name: case.pk}, number=case.number, by_user=by.user_id, **told)


def _move(kind: CaseKind, case: Any, act: Act, effect: Effect | None) -> None:
    if act.step.target:
        case.status = act.step.target
    if act.step.clocks:
        resolved(kind.clocks)(case, act)
    for run in (act.step.effect, effect):
        if run:
            resolved(run)(case, act)


def _claim_key(
    kind: CaseKind, case: Any, verb: str, key: str, *, by: Actor, at: datetime, note: str, values: Mapping[str, Any]
) -> StepKey | None:
    if not key:
        return None
    digest = keys.digest_of(kind=kind.name, case=case.pk, verb=verb, note=note, values=values)
    return keys.claim(key, actor=record_of(by), kind=kind.name, digest=digest, at=at)


def _lock(kind: CaseKind, case: Case) -> Case:
    """The case under lock; who does not see it may not act on it.

    Rows that name the case may be written meanwhile: whoever writes them may hold what this step is about to ask for.
    """
    found: Any = kind.model._default_manager.select_for_update(no_key=True).filter(pk=case.pk).first()
    if found is None:
        raise PermissionDenied(f"no {kind.name} {case.number} in this scope")
    locked: Case = found
    return locked


def _manufacturer(case: Any) -> int | None:
    found: int | None = case.manufacturer_id
    return found


def changed_meanwhile(case: Any) -> Conflict:
    """The answer to whoever acts on a case as it was: who acted since, and what the state is now."""
    return Conflict(
        _("%(who)s acted on %(number)s meanwhile: it is “%(status)s” now. Look and choose again.")
        % {"who": kind_of(case).last_actor(case), "number": case.number, "status": case.get_status_display()},
        code="changed_meanwhile",
    )


def _refuse_revoked(by: Actor, at: datetime) -> None:
    """A key that was revoked after its request began, or has ended, acts no more."""
    if by.key_id is None:
        return
    with system_scope("is this key still in force?"):
        if not ApiKey.objects.in_force(at).filter(pk=by.key_id).exists():
            raise PermissionDenied("this key was revoked")

"""Verbs on changes of rules: drafted, edited, published by a second person, withdrawn (the table is in steps.py).

A change takes effect from a later day, never today or before; what is published is never edited. Clocks that run keep
the version that they began under.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.casework import engine
from apps.casework.actors import record_of
from apps.casework.engine import Act
from apps.casework.kinds import kind_of
from apps.casework.models import ActorRecord
from apps.core.errors import Refused
from apps.core.ids import new_number
from apps.organizations.door import door
from apps.organizations.requests import organization_of
from apps.organizations.scope import Actor, Side, system_scope

from .models import CalendarRule, ObligationVersion, RuleChange
from .proposals import Proposal, check

_LOCK = 7_302_016  # of publications: one at a time, so that two cannot end the same version


@transaction.atomic
def draft_change(*, proposal: Proposal, by: Actor, at: datetime) -> RuleChange:
    """Write down a change that somebody else may publish. Raises Refused, naming the field, for what cannot be."""
    if by.side is not Side.AUTHORITY or not by.may_write:
        raise PermissionDenied
    check(proposal, at=at)
    with door("duties.rule"):
        change = RuleChange.objects.create(
            number=new_number("R"),
            organization_id=organization_of(by),
            edited_by=record_of(by),
            created_at=at,
            updated_at=at,
            **proposal.values(),
        )
        engine.record(change, "drafted", by=by, at=at, note=proposal.reason)
    return change


@transaction.atomic
def edit_change(
    *, rule: RuleChange, proposal: Proposal, by: Actor, at: datetime, version: int | None = None, key: str = ""
) -> RuleChange:
    """Change a draft; the event keeps what each value was. Raises Conflict when somebody acted since ``version``."""

    def change(locked: RuleChange, act: Act) -> None:
        check(proposal, at=act.at)
        before, after = Proposal.of(locked).values(), proposal.values()
        act.values.clear()
        act.values |= {n: [_plain(before[n]), _plain(after[n])] for n in after if before[n] != after[n]}
        for name, value in after.items():
            setattr(locked, name, value)
        locked.edited_by = record_of(act.by)

    proposed = {name: _plain(value) for name, value in proposal.values().items()}
    return engine.take(rule, "edit", by=by, at=at, version=version, key=key, values=proposed, effect=change)


def put_in_force(rule: RuleChange, act: Act) -> None:
    """What a publication makes: the version, ending the one before, or the calendar's row.

    Raises Refused for whoever edited the draft last and for software, and when the day is no longer ahead.
    """
    _refuse_same_person(rule, act.by)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    check(Proposal.of(rule), at=act.at)
    if rule.is_calendar:
        _into_calendar(rule, act.by, act.at)
    else:
        _into_force(rule, act.by, act.at)


def may_publish(change: RuleChange, actor: Actor) -> bool:
    """Whether this person could publish the draft: somebody who may act for the authority and did not edit it last."""
    second = actor.user_id is not None and actor.user_id != last_editor(change).user_id
    return second and any(step.verb == "publish" for step in kind_of(change).allowed(change, actor))


def last_editor(change: RuleChange) -> ActorRecord:
    """Who edited the change last; people read just their own rows of those who acted."""
    with system_scope("who edited a draft last"):
        return change.edited_by


def _into_force(change: RuleChange, by: Actor, at: datetime) -> None:
    """Make the version, and end the one before on the day on which it begins."""
    amount = change.amount
    if change.obligation is None or amount is None:
        raise ValueError(f"{change.number} is no version of a duty")  # the table's constraint keeps this out
    same = ObligationVersion.objects.filter(obligation_id=change.obligation_id, country=str(change.country))
    same.filter(Q(effective_to=None) | Q(effective_to__gt=change.effective_from)).update(
        effective_to=change.effective_from
    )
    change.made = ObligationVersion.objects.create(
        obligation=change.obligation,
        country=change.country,
        unit=change.unit,
        amount=amount,
        target_share=change.target_share,
        effective_from=change.effective_from,
        calendar=change.calendar or ObligationVersion.Calendar.DESTINATION,
        basis=change.basis,
        source=change.cited,
        set_by=_signed(by),
        set_at=at,
    )


def _into_calendar(change: RuleChange, by: Actor, at: datetime) -> None:
    open_ended = change.kind == CalendarRule.Kind.WEEK
    CalendarRule.objects.create(
        country=change.country,
        kind=change.kind,
        first=change.effective_from,
        last=change.effective_to or (None if open_ended else change.effective_from),
        shifts=change.shifts,
        name=change.name,
        source=change.cited,
        set_by=_signed(by),
        set_at=at,
        change=change,
    )


def _refuse_same_person(change: RuleChange, by: Actor) -> None:
    if by.user_id is None:
        raise Refused(_("A person publishes a rule: software may draft it."), code="person_needed")
    if last_editor(change).user_id == by.user_id:
        raise Refused(
            _("You edited this draft last: a second person has to look at it and publish it."), code="second_person"
        )


def _signed(by: Actor) -> str:
    return f"{by.name}, {by.organization_name}"[:150]


def _plain(value: Any) -> Any:
    """A value as JSON keeps it."""
    return str(value) if isinstance(value, date | Decimal) else value

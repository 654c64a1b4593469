"""Verbs on changes of rules: drafted, changed, published by a second person, withdrawn. Each is an event on record.

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

from apps.casework.actors import record_of
from apps.casework.books import recorded_at
from apps.casework.models import ActorRecord
from apps.core.errors import Conflict, Refused
from apps.core.ids import new_number
from apps.notifications.outbox import emit
from apps.organizations.door import door
from apps.organizations.requests import organization_of
from apps.organizations.scope import Actor, Side, system_scope

from .models import CalendarRule, ObligationVersion, RuleChange, RuleEvent
from .proposals import Proposal, check

_S, _E = RuleChange.Status, RuleEvent.Kind
_LOCK = 7_302_016  # of publications: one at a time, so that two cannot end the same version


@transaction.atomic
def draft_change(*, proposal: Proposal, by: Actor, at: datetime) -> RuleChange:
    """Write down a change that somebody else may publish. Raises Refused, naming the field, for what cannot be."""
    organization = _authority(by)
    check(proposal, at=at)
    with door("duties.rule"):
        change = RuleChange.objects.create(
            number=new_number("R"),
            organization_id=organization,
            edited_by=record_of(by),
            created_at=at,
            updated_at=at,
            **proposal.values(),
        )
        _record(change, _E.DRAFTED, by, at, note=proposal.reason)
    return change


@transaction.atomic
def edit_change(
    *, change: RuleChange, proposal: Proposal, by: Actor, at: datetime, version: int | None = None
) -> RuleChange:
    """Change a draft; the event keeps what each value was. Raises Conflict when somebody acted since ``version``."""
    _authority(by)
    with door("duties.rule"):
        locked = _draft(change, version)
        check(proposal, at=at)
        before, after = Proposal.of(locked).values(), proposal.values()
        changed = {name: [_plain(before[name]), _plain(after[name])] for name in after if before[name] != after[name]}
        if not changed:
            return locked
        for name, value in after.items():
            setattr(locked, name, value)
        locked.edited_by = record_of(by)
        _keep(locked, at, "edited_by", *after)
        _record(locked, _E.CHANGED, by, at, values=changed)
    return locked


@transaction.atomic
def publish_change(
    *, change: RuleChange, by: Actor, at: datetime, version: int | None = None, note: str = ""
) -> RuleChange:
    """Let a draft hold from its day on: the version before ends there, or the calendar's row is made.

    Raises Refused for whoever edited it last and for software, and when the day is no longer ahead; Conflict when
    somebody acted since ``version``.
    """
    _authority(by)
    with door("duties.rule"):
        _one_at_a_time()
        locked = _draft(change, version)
        _refuse_same_person(locked, by)
        check(Proposal.of(locked), at=at)
        recorded_at(None, at, "rule.publish")
        if locked.is_calendar:
            _into_calendar(locked, by, at)
        else:
            _into_force(locked, by, at)
        locked.status = _S.PUBLISHED
        _keep(locked, at, "status")
        _record(locked, _E.PUBLISHED, by, at, note=note.strip())
        emit(
            "rule.published",
            at=at,
            change=locked.pk,
            kind=locked.kind,
            country=str(locked.country),
            effective_from=locked.effective_from.isoformat(),
        )
    return locked


@transaction.atomic
def withdraw_change(
    *, change: RuleChange, by: Actor, at: datetime, version: int | None = None, note: str = ""
) -> RuleChange:
    """Give a draft up, on grounds; it stays on record. Raises Refused without grounds, Conflict as publishing does."""
    _authority(by)
    if not note.strip():
        raise Refused(_("Say why the draft is given up."), field="note")
    with door("duties.rule"):
        locked = _draft(change, version)
        locked.status = _S.WITHDRAWN
        _keep(locked, at, "status")
        _record(locked, _E.WITHDRAWN, by, at, note=note.strip())
    return locked


def may_publish(change: RuleChange, actor: Actor) -> bool:
    """Whether this person could publish the draft: somebody who may act for the authority and did not edit it last."""
    second = actor.user_id is not None and actor.user_id != last_editor(change).user_id
    return change.status == _S.DRAFT and actor.side is Side.AUTHORITY and actor.may_write and second


def last_editor(change: RuleChange) -> ActorRecord:
    """Who edited the change last; people read just their own rows of those who acted."""
    with system_scope("who edited a draft last"):
        return change.edited_by


def _into_force(change: RuleChange, by: Actor, at: datetime) -> None:
    """Make the version, and end the one before on the day on which it begins."""
    amount, share = change.amount, change.target_share
    if change.obligation is None or amount is None or share is None:
        raise ValueError(f"{change.number} is no version of a duty")  # the table's constraint keeps this out
    same = ObligationVersion.objects.filter(obligation_id=change.obligation_id, country=str(change.country))
    same.filter(Q(effective_to=None) | Q(effective_to__gt=change.effective_from)).update(
        effective_to=change.effective_from
    )
    ObligationVersion.objects.create(
        obligation=change.obligation,
        country=change.country,
        unit=change.unit,
        amount=amount,
        target_share=share,
        effective_from=change.effective_from,
        basis=change.basis,
        source=change.cited,
        set_by=_signed(by),
        set_at=at,
        change=change,
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


def _authority(by: Actor) -> int:
    """The organisation that acts; rules are made by the authority's people and software that may write (else 403)."""
    if by.side is not Side.AUTHORITY or not by.may_write:
        raise PermissionDenied
    return organization_of(by)


def _draft(change: RuleChange, version: int | None) -> RuleChange:
    locked = RuleChange.objects.select_for_update().get(pk=change.pk)
    if locked.status != _S.DRAFT:
        raise Conflict(
            _("%(number)s is “%(status)s” and can no longer be changed.")
            % {"number": locked.number, "status": locked.get_status_display()},
            code="not_allowed",
        )
    if version is not None and version != locked.version:
        raise Conflict(
            _("%(who)s changed %(number)s meanwhile. Look at it again.")
            % {"who": last_editor(locked).name, "number": locked.number},
            code="changed_meanwhile",
        )
    return locked


def _refuse_same_person(change: RuleChange, by: Actor) -> None:
    if by.user_id is None:
        raise Refused(_("A person publishes a rule: software may draft it."), code="person_needed")
    if last_editor(change).user_id == by.user_id:
        raise Refused(
            _("You edited this draft last: a second person has to look at it and publish it."), code="second_person"
        )


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _keep(change: RuleChange, at: datetime, *names: str) -> None:
    change.version += 1
    change.updated_at = at
    change.save(update_fields=[*names, "version", "updated_at"])


def _record(
    change: RuleChange, kind: str, by: Actor, at: datetime, *, note: str = "", values: dict[str, Any] | None = None
) -> None:
    RuleEvent.objects.create(
        change=change,
        organization_id=change.organization_id,
        kind=kind,
        happened_at=at,
        actor=record_of(by),
        by_name=by.name,
        note=note,
        values=values or {},
    )


def _signed(by: Actor) -> str:
    return f"{by.name}, {by.organization_name}"[:150]


def _plain(value: Any) -> Any:
    """A value as JSON keeps it."""
    return str(value) if isinstance(value, date | Decimal) else value

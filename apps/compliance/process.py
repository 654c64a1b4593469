"""What people do with flags: acknowledge, ask, answer, dispute, dismiss. Each with its reason on record.

An automatic flag never changes a licence: these are the human decisions, made by a person with a name.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.casework.books import recorded_at
from apps.core.errors import Conflict, Refused
from apps.duties import names
from apps.duties import services as duties
from apps.duties.models import Clock
from apps.notifications.outbox import emit
from apps.organizations.door import door
from apps.organizations.scope import Actor, system_scope

from . import machine, tallies
from .cells import Cell
from .models import Dispute, Flag, FlagEvent
from .policies import DISPUTE_DECIDED, FLAG_MOVED

#: A reason shorter than this explains nothing.
SHORTEST_REASON = 10
Effect = Callable[[Flag], dict[str, Any]]


def acknowledge(*, flag: Flag, by: Actor, at: datetime, version: int | None = None, note: str = "") -> Flag:
    """A person of the regulator has seen the flag and takes it on."""
    return _step(flag, "acknowledge", by=by, at=at, note=note, version=version)


def comment(*, flag: Flag, by: Actor, at: datetime, note: str) -> Flag:
    """Say something that both sides see."""
    return _step(flag, "comment", by=by, at=at, note=_reasoned(note, least=1))


def dismiss(*, flag: Flag, by: Actor, at: datetime, note: str, version: int | None = None) -> Flag:
    """End the flag with a reason. It is not raised again before the cell has recovered and lags anew."""

    def end(locked: Flag) -> dict[str, Any]:
        duties.stop_clocks(Clock.Subject.FLAG, locked.pk, at=at, ending=Clock.Ending.FELL_AWAY)
        locked.ended_at = at
        return {}

    return _step(flag, "dismiss", by=by, at=at, note=_reasoned(note), version=version, effect=end)


def ask_statement(*, flag: Flag, by: Actor, at: datetime, note: str, version: int | None = None) -> Flag:
    """Ask the manufacturer for its statement: a clock starts."""

    def start(locked: Flag) -> dict[str, Any]:
        clock = duties.start_clock(
            obligation=names.FLAG_STATEMENT,
            subject_kind=Clock.Subject.FLAG,
            subject_id=locked.pk,
            subject_label=locked.number,
            sides={
                "owner_id": None,
                "dealer_id": None,
                "manufacturer_id": locked.manufacturer_id,
                "country": str(locked.country) or str(locked.manufacturer.country),
            },
            at=at,
        )
        return {"due_at": clock.due_at.isoformat() if clock.due_at else None}

    return _step(flag, "ask_statement", by=by, at=at, note=_reasoned(note), version=version, effect=start)


def answer(*, flag: Flag, by: Actor, at: datetime, note: str, version: int | None = None) -> Flag:
    """The manufacturer's statement: its clock stops."""

    def stop(locked: Flag) -> dict[str, Any]:
        duties.stop_clocks(Clock.Subject.FLAG, locked.pk, names.FLAG_STATEMENT, at=at)
        return {}

    return _step(flag, "answer", by=by, at=at, note=_reasoned(note), version=version, effect=stop)


@transaction.atomic
@door("compliance.flag")
def dispute(*, flag: Flag, clock_id: int, by: Actor, at: datetime, reason: str) -> Dispute:
    """Object to one counted case, with the reason; the same case twice is one objection.

    Raises Refused when the case was not counted in this flag.
    """
    text = _reasoned(reason, field="reason")
    if not flag.evidence.filter(clock_ids__contains=[clock_id]).exists():
        raise Refused(
            _("Case %(case)s was not counted in this flag: choose one of its list.") % {"case": clock_id},
            field="clock_id",
        )
    existing = Dispute.objects.filter(flag=flag, clock_id=clock_id).first()
    if existing is not None:
        return existing
    clock = Clock.objects.get(pk=clock_id)
    _step(flag, "dispute", by=by, at=at, note=text, values={"clock": clock_id, "label": clock.subject_label})
    return Dispute.objects.create(
        flag=flag,
        manufacturer_id=flag.manufacturer_id,
        country=flag.country,
        clock_id=clock_id,
        subject_label=clock.subject_label,
        reason=text,
        raised_at=at,
        raised_by=by.name,
    )


@transaction.atomic
@door("compliance.flag")
def decide_dispute(*, dispute: Dispute, upheld: bool, by: Actor, at: datetime, note: str) -> Dispute:
    """Decide an objection with its grounds; an upheld one takes the case out of the counts, and the original stays.

    Raises Conflict when somebody decided it already.
    """
    text = _reasoned(note)
    locked = Dispute.objects.select_for_update().get(pk=dispute.pk)
    if locked.status != Dispute.Status.OPEN:
        raise Conflict(
            _("%(name)s has decided this dispute already: “%(status)s”.")
            % {"name": locked.decided_by, "status": locked.get_status_display()}
        )
    values = {"clock": locked.clock_id, "label": locked.subject_label, "upheld": upheld}
    _step(locked.flag, "decide_dispute", by=by, at=at, note=text, values=values)
    locked.status = Dispute.Status.UPHELD if upheld else Dispute.Status.REJECTED
    locked.decided_at, locked.decided_by, locked.decision_note = at, by.name, text
    locked.save(update_fields=DISPUTE_DECIDED)
    if upheld:
        _take_out(locked, by, at)
    return locked


def _take_out(dispute: Dispute, by: Actor, at: datetime) -> None:
    """Let a clock count no more, and count its day anew. Counts are the system's: no side writes tallies."""
    with system_scope(f"upheld dispute {dispute.pk} over clock {dispute.clock_id}"):
        clock = Clock.objects.get(pk=dispute.clock_id)
        duties.exclude_clock(
            clock, by=by, grounds=dispute.decision_note, decision=f"{dispute.flag.number}/{dispute.pk}", at=at
        )
        if clock.due_at is not None and clock.manufacturer_id is not None:
            day = tallies.CellDay(
                clock.manufacturer_id, str(clock.country), clock.obligation_id, clock.powertrain, clock.due_at.date()
            )
            tallies.count_days([day], at=at)


@transaction.atomic
@door("compliance.flag")
def _step(
    flag: Flag,
    verb: str,
    *,
    by: Actor,
    at: datetime,
    note: str,
    version: int | None = None,
    effect: Effect | None = None,
    values: dict[str, Any] | None = None,
) -> Flag:
    """Take one step of the table on the locked flag, with its event and its fact for the outbox."""
    recorded_at(flag.manufacturer_id, at, verb)
    locked = Flag.objects.select_for_update().get(pk=flag.pk)
    if version is not None and locked.version != version:
        raise Conflict(_("Somebody else acted on this flag meanwhile. Look at what has happened and choose again."))
    step = machine.require(locked, verb, by)
    values = {**(values or {}), **(effect(locked) if effect else {})}
    if step.to:
        locked.status = step.to
    locked.updated_at = at
    locked.version += 1
    locked.save(update_fields=FLAG_MOVED)
    FlagEvent.objects.create(
        flag=locked,
        manufacturer_id=locked.manufacturer_id,
        country=locked.country,
        kind=verb,
        happened_at=at,
        by_side=by.side.name.lower(),
        by_name=by.name,
        note=note,
        values=values,
    )
    emit(
        f"flag.{verb}",
        at=at,
        flag=locked.pk,
        number=locked.number,
        manufacturer=locked.manufacturer_id,
        country=str(locked.country),
        obligation=locked.obligation_id,
        by_user=by.user_id,
    )
    return locked


def _reasoned(note: str, *, least: int = SHORTEST_REASON, field: str = "note") -> str:
    text = note.strip()
    if len(text) < least:
        raise Refused(
            _("“%(text)s” is too short for a reason: write at least %(least)d characters, others will read them.")
            % {"text": text, "least": least},
            field=field,
        )
    return text


def cell_of(flag: Flag) -> Cell:
    """The cell that a flag is about."""
    return Cell(flag.manufacturer_id, flag.scope_kind, flag.scope_code, flag.obligation_id)

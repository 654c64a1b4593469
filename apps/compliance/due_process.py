"""What follows from what people do with flags (the table is in steps.py), and their disputes over single cases.

An automatic flag never changes a licence: these are the human decisions, made by a person with a name.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.casework import books, engine
from apps.casework.actors import record_of
from apps.casework.engine import Act
from apps.core.errors import Conflict, Refused
from apps.core.today import day_of_figures
from apps.duties import services as duties
from apps.duties.models import Clock
from apps.organizations.door import door
from apps.organizations.scope import Actor, system_scope

from . import selectors, tallies
from .models import Dispute, Flag
from .policies import DISPUTE_DECIDED


def end(flag: Flag, act: Act) -> None:
    """A dismissed flag is over. It is not raised again before the cell has recovered and lags anew."""
    flag.ended_at = act.at


def run_clocks(flag: Flag, act: Act) -> None:
    """Start, stop or drop the flag's own clocks as the table says; a due time goes into the event."""
    for change in act.step.clocks:
        if change.change == "start":
            due_at = _start(flag, change.obligation, act.at).due_at
            act.values["due_at"] = due_at.isoformat() if due_at else None
        else:
            ending = Clock.Ending.DONE if change.change == "stop" else Clock.Ending.FELL_AWAY
            named = (change.obligation,) if change.obligation else ()
            duties.stop_clocks(Clock.Subject.FLAG, flag.pk, *named, at=act.at, ending=ending)


def _start(flag: Flag, obligation: str, at: datetime) -> Clock:
    return duties.start_clock(
        obligation=obligation,
        subject_kind=Clock.Subject.FLAG,
        subject_id=flag.pk,
        subject_label=flag.number,
        sides={
            "owner_id": None,
            "dealer_id": None,
            "manufacturer_id": flag.manufacturer_id,
            "country": str(flag.country) or str(flag.manufacturer.country),
        },
        at=at,
    )


@transaction.atomic
@door("compliance.flag")
def dispute(*, flag: Flag, clock_id: int, by: Actor, at: datetime, reason: str, key: str = "") -> Dispute:
    """Object to one counted case, with the reason; the same case twice is one objection.

    Raises Refused when the case was not counted in this flag.
    """
    if not selectors.rests_on(flag, clock_id):
        raise Refused(
            _("Case %(case)s was not counted in this flag: choose one of its list.") % {"case": clock_id},
            field="clock_id",
        )
    existing = Dispute.objects.filter(flag=flag, clock_id=clock_id).first()
    if existing is not None:
        return existing
    clock = Clock.objects.get(pk=clock_id)
    values = {"clock": clock_id, "label": clock.subject_label}
    engine.take(flag, "dispute", by=by, at=at, note=reason, key=key, values=values)
    return Dispute.objects.create(
        flag=flag,
        manufacturer_id=flag.manufacturer_id,
        country=flag.country,
        clock_id=clock_id,
        subject_label=clock.subject_label,
        reason=reason.strip(),
        raised_at=at,
        raised_by=by.name,
        raised_by_actor=record_of(by),
    )


@transaction.atomic
@door("compliance.flag")
def decide_dispute(*, dispute: Dispute, upheld: bool, by: Actor, at: datetime, note: str, key: str = "") -> Dispute:
    """Decide an objection with its grounds; an upheld one takes the case out of the counts, and the original stays.

    Raises Conflict when somebody decided it already.
    """
    books.recorded_at(dispute.manufacturer_id, at, "flag.decide_dispute")
    locked = Dispute.objects.select_for_update().get(pk=dispute.pk)
    if locked.status != Dispute.Status.OPEN:
        raise Conflict(
            _("%(name)s has decided this dispute already: “%(status)s”.")
            % {"name": locked.decided_by, "status": locked.get_status_display()}
        )
    values = {"clock": locked.clock_id, "label": locked.subject_label, "upheld": upheld}
    engine.take(locked.flag, "decide_dispute", by=by, at=at, note=note, key=key, values=values)
    locked.status = Dispute.Status.UPHELD if upheld else Dispute.Status.REJECTED
    locked.decided_at, locked.decided_by, locked.decision_note = at, by.name, note.strip()
    locked.decided_by_actor = record_of(by)
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
                clock.manufacturer_id,
                str(clock.country),
                clock.obligation_id,
                clock.powertrain,
                day_of_figures(clock.due_at),
            )
            tallies.count_days([day], at=at)

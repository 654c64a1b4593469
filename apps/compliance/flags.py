"""Flags follow the judgement: opened when a cell lags, kept up to date, ended when it no longer lags.

A flag changes no licence. What people do with it stands in ``steps.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from django.db import connection
from django.db.models import OuterRef, Subquery

from apps.casework import engine
from apps.core.ids import new_number
from apps.judgement.rule import Judgement
from apps.judgement.rule import State as Judged
from apps.judgement.version import rule_by_id
from apps.notifications.outbox import emit
from apps.organizations.models import Appointment
from apps.organizations.scope import SYSTEM_ACTOR

from . import evidence
from .affected_vehicles import vehicles_affected
from .cells import Cell, CellCounts
from .models import Flag, FlagEvidence
from .standing import Standing, standings_of

#: An open flag gets a new link of evidence at most this often, besides the first and the last.
EVIDENCE_EVERY = timedelta(days=7)
#: What a judgement changes on an open flag, with its types; all flags of a manufacturer in one statement.
_FIGURES = {
    "due": "int", "met": "int", "share": "float8", "lower": "float8", "upper": "float8", "target": "numeric",
    "vehicles": "int", "severity": "varchar", "updated_at": "timestamptz",
}  # fmt: skip
_KEEP_FIGURES = (
    f"UPDATE compliance_flag f SET {', '.join(f'{name} = new.{name}' for name in _FIGURES)} "
    f"FROM unnest(%s::bigint[], {', '.join(f'%s::{kind}[]' for kind in _FIGURES.values())}) "
    f"AS new (id, {', '.join(_FIGURES)}) WHERE f.id = new.id"
)


@dataclass(frozen=True)
class Finding:
    """One judged cell with the day counts it was judged by."""

    cell: Cell
    judged: Judgement
    counts: CellCounts
    number: int


@dataclass
class Changes:
    """How many flags a run opened, updated and cleared."""

    opened: int = 0
    updated: int = 0
    cleared: int = 0

    def __iadd__(self, other: Changes) -> Changes:
        self.opened += other.opened
        self.updated += other.updated
        self.cleared += other.cleared
        return self


def standings(findings: list[Finding], live: Sequence[Flag], *, as_of: datetime) -> dict[Cell, Standing]:
    """Who stands behind each cell that lags and has no flag yet; a rule that counts single duties does not ask."""
    lagging = [f for f in findings if f.judged.state is Judged.LAGGING and rule_by_id(f.judged.rule).by_unit]
    flagged = {_cell_of(flag) for flag in live}
    new = [(finding.cell, finding.judged) for finding in lagging if finding.cell not in flagged]
    if not new:
        return {}
    return standings_of(new, lagging[0].counts, as_of=as_of)


def follow(
    findings: list[Finding],
    live: Sequence[Flag],
    *,
    standings: dict[Cell, Standing],
    as_of: datetime,
    at: datetime,
    known_at: datetime,
) -> Changes:
    """Bring the flags of one manufacturer to what its cells were judged as of ``as_of``, as known at ``known_at``.

    A cell without a finding has no case left that counts. ``standings`` tell of new flags who stands behind them: one
    that would fall without its largest owner or dealer is not raised.

    The caller holds the manufacturer's lock, so that two runs at once open no flag twice.
    """
    changes = Changes()
    flags = {_cell_of(flag): flag for flag in live}
    lagging = [finding for finding in findings if finding.judged.state is Judged.LAGGING]
    vehicles = _vehicles(findings, lagging, flags, as_of)
    updated: list[Flag] = []
    for finding in lagging:
        flag = flags.get(finding.cell)
        standing = standings.get(finding.cell)
        if flag is None and (standing is None or standing.holds):
            _open(finding, vehicles[finding.cell], standing, as_of=as_of, at=at, known_at=known_at)
            changes.opened += 1
        elif flag is None:
            continue
        elif flag.ended_at is None:
            _update(flag, finding, vehicles[finding.cell], as_of=as_of, at=at, known_at=known_at)
            updated.append(flag)
    _keep_figures(updated)
    changes.updated = len(updated)
    found = {finding.cell: finding for finding in findings}
    for cell, flag in flags.items():
        left = found.get(cell)
        if left is None or left.judged.state is not Judged.LAGGING:
            if flag.ended_at is None:
                _end(flag, left, as_of=as_of, at=at, known_at=known_at)
                changes.cleared += 1
            Flag.objects.filter(pk=flag.pk).update(recovered_at=as_of)
    return changes


def turning(findings: list[Finding], live: Sequence[Flag], standings: dict[Cell, Standing]) -> set[str]:
    """The duties of which a flag is about to be opened or ended."""
    flagged = {_cell_of(flag) for flag in live}
    lagging = {finding.cell for finding in findings if finding.judged.state is Judged.LAGGING}
    held_back = {cell for cell, standing in standings.items() if not standing.holds}
    return {cell.obligation for cell in flagged ^ (lagging - held_back)}


def _vehicles(
    findings: list[Finding], lagging: list[Finding], flags: dict[Cell, Flag], as_of: datetime
) -> dict[Cell, int]:
    """Vehicles affected in each lagging cell that has an open flag or gets one."""
    wanted = [found for found in lagging if found.cell not in flags or flags[found.cell].ended_at is None]
    countries = sorted({finding.cell.country for finding in findings} - {""})
    windows = [(found.cell, found.judged.window_days) for found in wanted]
    return vehicles_affected(windows, countries=countries, as_of=as_of)


def live_flags(manufacturer_id: int) -> list[Flag]:
    """Flags whose lag goes on: the open ones, and those dismissed of which the cell has not recovered.

    They are locked until the caller's transaction ends.
    """
    newest = FlagEvidence.objects.filter(flag=OuterRef("pk")).order_by("-sequence").values("as_of")[:1]
    rows = Flag.objects.select_for_update().filter(manufacturer_id=manufacturer_id, recovered_at=None)
    return list(rows.annotate(newest_evidence=Subquery(newest)).order_by("id"))


def _cell_of(flag: Flag) -> Cell:
    return Cell(flag.manufacturer_id, flag.scope_kind, flag.scope_code, flag.obligation_id)


def _open(
    finding: Finding, vehicles: int, standing: Standing | None, *, as_of: datetime, at: datetime, known_at: datetime
) -> None:
    cell = finding.cell
    flag = Flag(
        number=new_number("F"),
        manufacturer_id=cell.manufacturer_id,
        scope_kind=cell.scope_kind,
        scope_code=cell.scope_code,
        country=cell.country,
        obligation_id=cell.obligation,
        opened_at=as_of,
    )
    _figures(flag, finding, vehicles, as_of=as_of)
    flag.save(force_insert=True)
    _record(flag, finding, standing, as_of=as_of, at=at, known_at=known_at)
    _event(flag, "opened", as_of, known_at)
    emit(
        "flag.opened",
        at=at,
        flag=flag.pk,
        number=flag.number,
        manufacturer=flag.manufacturer_id,
        country=str(flag.country),
        obligation=flag.obligation_id,
    )


def _update(flag: Flag, finding: Finding, vehicles: int, *, as_of: datetime, at: datetime, known_at: datetime) -> None:
    """Give an open flag the figures of its judgement; they are written with those of the others."""
    severity = flag.severity
    _figures(flag, finding, vehicles, as_of=as_of)
    last: datetime | None = cast(Any, flag).newest_evidence  # from live_flags
    if flag.severity != severity:
        _event(flag, "severity_changed", as_of, known_at, before=severity, after=flag.severity)
    if last is None or flag.severity != severity or as_of - last >= EVIDENCE_EVERY:
        _record(flag, finding, as_of=as_of, at=at, known_at=known_at)


def _keep_figures(flags: list[Flag]) -> None:
    """Write the figures of flags that go on."""
    if flags:
        columns = [[getattr(flag, name) for flag in flags] for name in ("pk", *_FIGURES)]
        with connection.cursor() as cursor:
            cursor.execute(_KEEP_FIGURES, columns)


def _record(
    flag: Flag,
    finding: Finding,
    standing: Standing | None = None,
    *,
    as_of: datetime,
    at: datetime,
    known_at: datetime,
) -> None:
    """Write the next link of the flag's evidence."""
    evidence.record(
        flag,
        cell=finding.cell,
        judged=finding.judged,
        counts=finding.counts,
        number=finding.number,
        behind=standing.told() if standing else None,
        as_of=as_of,
        at=at,
        known_at=known_at,
    )


def ending_of(cell: Cell, judged: Judgement | None, *, as_of: datetime) -> str:
    """How a flag ends that no longer stands: the share is back, too few cases say anything, or none is left of it.

    Too few cases where nobody is appointed any more is a manufacturer that left the market. Below target and yet not
    lagging is a flag whose cases were taken out or corrected since.
    """
    if judged is None:
        return Flag.Status.VOID
    if judged.state is Judged.NOT_ENOUGH_DATA:
        return Flag.Status.LAPSED if _is_served(cell, as_of) else Flag.Status.LEFT
    return Flag.Status.CLEARED if judged.state is Judged.COMPLIANT else Flag.Status.VOID


def _is_served(cell: Cell, as_of: datetime) -> bool:
    """Whether the manufacturer appoints a dealer in a country of this cell at that moment."""
    appointed = Appointment.objects.at(as_of).filter(manufacturer_id=cell.manufacturer_id)
    return any(cell.covers(str(country)) for country in appointed.values_list("country", flat=True).distinct())


def _end(flag: Flag, finding: Finding | None, *, as_of: datetime, at: datetime, known_at: datetime) -> None:
    """End the flag because the cell no longer lags; what it rested on stays on record."""
    if finding is not None:
        _record(flag, finding, as_of=as_of, at=at, known_at=known_at)
    flag.status = ending_of(_cell_of(flag), finding.judged if finding else None, as_of=as_of)
    flag.ended_at = flag.updated_at = as_of
    flag.version += 1
    flag.save()
    _event(flag, flag.status, as_of, known_at)
    emit(
        f"flag.{flag.status}",
        at=at,
        flag=flag.pk,
        number=flag.number,
        manufacturer=flag.manufacturer_id,
        country=str(flag.country),
        obligation=flag.obligation_id,
    )


def _figures(flag: Flag, finding: Finding, vehicles: int, *, as_of: datetime) -> None:
    """Copy the judgement's figures onto the flag, with its severity."""
    judged = finding.judged
    flag.due, flag.met = judged.due, judged.met
    flag.share, flag.lower, flag.upper = judged.share or 0.0, judged.lower or 0.0, judged.upper or 0.0
    flag.target = round(judged.target or 0.0, 3)
    flag.vehicles = vehicles
    flag.severity = severity_of(flag)
    flag.updated_at = as_of


def severity_of(flag: Flag) -> str:
    """Severity by shortfall × vehicles affected: 10 points below target on 100 vehicles make ten."""
    weight = max(0.0, float(flag.target) - flag.share) * flag.vehicles
    if weight >= 10:
        return Flag.Severity.HIGH
    return Flag.Severity.MEDIUM if weight >= 2 else Flag.Severity.LOW


def _event(flag: Flag, kind: str, happened_at: datetime, known_at: datetime, **values: str) -> None:
    engine.record(flag, kind, by=SYSTEM_ACTOR, at=happened_at, values=values, recorded=known_at)

"""Evaluations: judge cells, keep the newest judgement of each, let the flags follow.

The unit of work is one manufacturer in one transaction under its own lock: a failing one stops no other, a killed
worker leaves nothing half-done, and two evaluations at once take turns. A past moment can be judged again at any
time, with the same result; what is already on record from a later moment is never rewritten by such a look back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Q

from apps.casework import books
from apps.judgement.rule import State, judge_many
from apps.judgement.version import RuleVersion
from apps.notifications.alarms import sound
from apps.organizations.models import Organization

from . import flags, tallies
from .cells import Cell, load
from .evidence import describe, judged_day
from .flags import Changes, Finding
from .models import Flag, Judgement, Tally
from .proving import prove
from .ruling import rule_in_force
from .standing import Standing
from .targets import Targets

_LOCKS = 7_302_001  # first key of the advisory locks, one a manufacturer


@dataclass
class Outcome:
    """What the evaluation of one manufacturer found; ``recorded`` is false for a look back."""

    manufacturer_id: int
    findings: list[Finding] = field(default_factory=list)
    changes: Changes = field(default_factory=Changes)
    recorded: bool = True
    #: Who stands behind each cell that would be flagged now.
    standings: dict[Cell, Standing] = field(default_factory=dict)
    known_at: datetime | None = None

    def rows(self) -> list[dict[str, Any]]:
        """The judgements as plain values, in a fixed order: the same moment gives the same rows."""
        return [
            {
                "manufacturer": finding.cell.manufacturer_id,
                "scope": finding.cell.scope_kind,
                "code": finding.cell.scope_code,
                "obligation": finding.cell.obligation,
                **describe(finding.judged),
            }
            for finding in sorted(self.findings, key=lambda finding: finding.cell)
        ]


def judge_manufacturers(
    manufacturer_ids: Iterable[int],
    *,
    as_of: datetime,
    rule: RuleVersion | None = None,
    targets: Targets | None = None,
) -> list[Finding]:
    """Judge all cells of manufacturers as of a moment, by the rule in force then; reads only."""
    rule = rule or rule_in_force(as_of)
    counts = load(manufacturer_ids, as_of=as_of, targets=targets or Targets(), by_unit=rule.by_unit)
    if not counts.cells:
        return []
    judged = judge_many(counts.panel(), judged_day(as_of), rule)
    return [Finding(cell, judged.row(i), counts, i) for i, cell in enumerate(counts.cells)]


@transaction.atomic
def evaluate_manufacturer(
    manufacturer_id: int, *, as_of: datetime, at: datetime, rule: RuleVersion | None = None
) -> Outcome:
    """Judge one manufacturer as of ``as_of`` and, unless it is a look back, record judgements and flags.

    The books are closed first: what was recorded by ``at`` is what this judgement knows, and the same day asked again
    as known then gets the same answer.
    """
    take_turn(manufacturer_id)
    rule = rule or rule_in_force(as_of)
    before = books.last_closing(manufacturer_id)
    known_at = books.close(manufacturer_id, at)
    prove(manufacturer_id, at=known_at)
    tallies.catch_up(manufacturer_id, since=before)
    live = flags.live_flags(manufacturer_id)
    findings, standings = _look(manufacturer_id, live, as_of, rule)
    if _recounted(manufacturer_id, flags.turning(findings, live, standings), at):
        findings, standings = _look(manufacturer_id, live, as_of, rule)
    outcome = Outcome(manufacturer_id, findings, standings=standings, known_at=known_at)
    newest = Judgement.objects.filter(manufacturer_id=manufacturer_id).aggregate(Max("as_of"))["as_of__max"]
    if newest is not None and newest > as_of:
        outcome.recorded = False
        return outcome
    _record(outcome, as_of)
    outcome.changes = flags.follow(findings, live, standings=standings, as_of=as_of, at=at, known_at=known_at)
    return outcome


def _look(
    manufacturer_id: int, live: list[Flag], as_of: datetime, rule: RuleVersion
) -> tuple[list[Finding], dict[Cell, Standing]]:
    """Judge all cells of a manufacturer, and say of those that would be flagged now who stands behind them."""
    findings = judge_manufacturers([manufacturer_id], as_of=as_of, rule=rule)
    return findings, flags.standings(findings, live, as_of=as_of)


def _recounted(manufacturer_id: int, duties: set[str], at: datetime) -> bool:
    """Count what is about to open or clear a flag anew from the clocks; whether any tally was stale."""
    stale = tallies.recount(manufacturer_id, duties) if duties else 0
    if stale:
        sound(
            "stale-tallies",
            f"manufacturer {manufacturer_id}",
            f"{stale} cell-days of {', '.join(sorted(duties))} were not what the clocks say; they were counted anew",
            at=at,
        )
    return bool(stale)


def take_turn(manufacturer_id: int) -> None:
    """Wait until nobody else judges this manufacturer; the turn ends with the caller's transaction.

    Manufacturers are judged side by side: a query of one with processes of its own would read the tallies of all.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('max_parallel_workers_per_gather', '0', true), pg_advisory_xact_lock(%s, %s)",
            [_LOCKS, manufacturer_id],
        )


def manufacturers_to_judge() -> list[int]:
    """Manufacturers that have anything to be judged by, or a flag that may have to end, in order."""
    have = Tally.objects.values("manufacturer_id").distinct()
    flagged = Flag.objects.filter(recovered_at=None).values("manufacturer_id")
    rows = Organization.objects.filter(Q(pk__in=have) | Q(pk__in=flagged), kind=Organization.Kind.MANUFACTURER)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _record(outcome: Outcome, as_of: datetime) -> None:
    """Keep the newest judgement of each cell, all in one statement; cells without any count any more go.

    Who lags by the word of one owner or one dealer only is on watch.
    """
    held_back = {cell for cell, standing in outcome.standings.items() if not standing.holds}
    rows = (
        (*_row(finding, State.WATCH if finding.cell in held_back else finding.judged.state, as_of), outcome.known_at)
        for finding in outcome.findings
    )
    columns = list(zip(*rows, strict=True))
    if columns:
        with connection.cursor() as cursor:
            cursor.execute(_UPSERT, [list(column) for column in columns])
    Judgement.objects.filter(manufacturer_id=outcome.manufacturer_id, as_of__lt=as_of).delete()


#: Columns of a judgement with their types; the first four say which cell it is.
_COLUMNS = {
    "manufacturer_id": "bigint", "scope_kind": "varchar", "scope_code": "varchar", "obligation_id": "varchar",
    "country": "varchar", "state": "varchar", "as_of": "timestamptz", "window_days": "int", "due": "int", "met": "int",
    "share": "float8", "lower": "float8", "upper": "float8", "target": "numeric", "rule_version": "varchar",
    "known_at": "timestamptz",
}  # fmt: skip
_CELL, _KEPT = list(_COLUMNS)[:4], list(_COLUMNS)[4:]
_UPSERT = (
    f"INSERT INTO compliance_judgement ({', '.join(_COLUMNS)}) "
    f"SELECT * FROM unnest({', '.join(f'%s::{kind}[]' for kind in _COLUMNS.values())}) "
    f"ON CONFLICT ({', '.join(_CELL)}) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _KEPT)}"
)


def _row(finding: Finding, state: State, as_of: datetime) -> tuple[Any, ...]:
    """The values of ``_COLUMNS`` but the last."""
    cell, judged = finding.cell, finding.judged
    return (
        cell.manufacturer_id,
        cell.scope_kind,
        cell.scope_code,
        cell.obligation,
        cell.country,
        state.value,
        as_of,
        judged.window_days,
        judged.due,
        judged.met,
        judged.share,
        judged.lower,
        judged.upper,
        round(judged.target or 0.0, 3),
        judged.rule,
    )

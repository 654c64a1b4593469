"""Find the cases that evidence rests on, each as it stands: those of the window, and those of the year before it.

The year before says how far weeks spread, and so it convicts, too. Cases that a decision had taken out stand here with
it, and those of cars that nobody has proven: what was not counted can be looked at as well as what was.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import connection

from apps.duties.outcomes import COUNTED_SQL
from apps.judgement.version import RuleVersion

from ..cells import Cell
from .telling import Frozen, moment_text, told


def cases_behind(cell: Cell, window_days: int, rule: RuleVersion, day: date, as_of: datetime) -> list[Frozen]:
    """Freeze the cases due in the window that ends on ``day`` and in the year before it, in order of their clocks.

    What is empty is left out. Under ``as_known`` the same cases as they were known then (3 queries).
    """
    start = datetime.combine(first_day(window_days, rule, day), time(), UTC)
    with connection.cursor() as cursor:
        cursor.execute(_CLOCKS, [cell.manufacturer_id, cell.obligation, start, as_of])
        rows = [row for row in cursor.fetchall() if cell.covers(row[1])]
        values = {"maker": cell.manufacturer_id, "ids": [row[0] for row in rows]}
        pauses = _by_clock(cursor, _PAUSES, values)
        exclusions = _by_clock(cursor, _EXCLUSIONS, values)
    found = [_case(row, pauses, exclusions) for row in rows]
    return [case for case in found if case.pop("countable") or "taken_out" in case]


def first_day(window_days: int, rule: RuleVersion, day: date) -> date:
    """The first day of the year before the window that ends on ``day``, or on the first of the days that must agree."""
    return day - timedelta(days=window_days + 7 * rule.reference_weeks - 1 + rule.days_on_end - 1)


def _case(row: tuple[Any, ...], pauses: dict[int, list[Any]], exclusions: dict[int, list[Any]]) -> Frozen:
    pk, _country, unit, due_at, stopped_at, ending, unproven, countable = row
    case = told(
        pk, unit=unit, due_at=due_at, stopped_at=stopped_at, ending=ending, unproven=unproven,
        pauses=pauses.get(pk), taken_out=exclusions.get(pk),
    )  # fmt: skip
    return {"countable": countable, **case}


def _by_clock(cursor: Any, statement: str, values: dict[str, Any]) -> dict[int, list[Any]]:
    """What there is for each clock: [from, to, why] in order; an exclusion that was lifted has its end."""
    found: dict[int, list[Any]] = {}
    cursor.execute(statement, values)
    for pk, start, end, why in cursor.fetchall():
        found.setdefault(pk, []).append([moment_text(start), moment_text(end), why])
    return found


_CLOCKS = f"""
    SELECT id, country, unit, due_at, stopped_at, ending, unproven, {COUNTED_SQL}
    FROM duties_clock WHERE manufacturer_id = %s AND obligation_id = %s AND due_at >= %s AND due_at < %s ORDER BY id
"""
_PAUSES = """
    SELECT clock_id, started_at, ended_at, reason FROM duties_clockinterval
    WHERE manufacturer_id = %(maker)s AND clock_id = ANY (%(ids)s) AND kind = 'paused'
      AND ended_at IS DISTINCT FROM started_at ORDER BY clock_id, started_at, id
"""
_EXCLUSIONS = """
    SELECT clock_id, excluded_at, lifted_at, decision FROM duties_exclusion
    WHERE manufacturer_id = %(maker)s AND clock_id = ANY (%(ids)s) ORDER BY clock_id, excluded_at, id
"""

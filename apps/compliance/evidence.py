"""Evidence: what a flag rested on, frozen, digested and chained. How it is computed again: explaining.py."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import connection

from apps.core.today import day_of_figures
from apps.duties.outcomes import COUNTED_SQL, PROVEN_SQL
from apps.judgement.rule import Judgement
from apps.judgement.version import rule_by_id

from .cells import Cell, CellCounts
from .frozen.freezing import cases_behind, first_day
from .frozen.keeping import keep, summary
from .models import Flag, FlagEvidence
from .seals.signing import sign


def record(
    flag: Flag,
    *,
    cell: Cell,
    judged: Judgement,
    counts: CellCounts,
    number: int,
    behind: dict[str, Any] | None,
    as_of: datetime,
    at: datetime,
    known_at: datetime,
) -> FlagEvidence:
    """Write the next link of a flag's evidence: day counts, window, estimate, limits, and the cases it rests on.

    ``known_at``: when the books were closed for this look. Asked as known then, the cases say the same for ever.
    ``behind`` tells of a new flag how many stand behind it (standing.py).
    """
    last = flag.evidence.order_by("-sequence").first()
    day = judged_day(as_of)
    start, rule = _start(day, judged.window_days), rule_by_id(judged.rule)
    cases = cases_behind(cell, judged.window_days, rule, day, as_of)
    content = {
        "flag": flag.number,
        "manufacturer": cell.manufacturer_id,
        "scope": {"kind": cell.scope_kind, "code": cell.scope_code},
        "obligation": cell.obligation,
        "judgement": describe(judged),
        "window": _window(day, judged.window_days),
        "days": _days(counts, number),
        "opened": counts.opened(cell.manufacturer_id),
        "known_at": known_at.astimezone(UTC).isoformat(),
        "cases": summary(cases, first_day(judged.window_days, rule, day)),
        "unproven": sum(case.get("unproven", False) for case in cases if case["due"] >= start.isoformat()),
    } | ({"behind": behind} if behind else {})
    evidence = FlagEvidence(
        flag=flag,
        manufacturer_id=cell.manufacturer_id,
        country=cell.country,
        sequence=last.sequence + 1 if last else 1,
        as_of=as_of,
        rule_version=judged.rule,
        content=content,
        clock_ids=clocks_counted(cell, day, judged.window_days, as_of, by_unit=rule.by_unit),
        previous_digest=last.digest if last else "",
        recorded_at=at,
    )
    evidence.digest = digest_of(evidence)
    evidence.signature = sign(evidence.digest)
    evidence.save(force_insert=True)
    keep(evidence, cases)
    return evidence


def describe(judged: Judgement) -> dict[str, Any]:
    """A judgement as plain values, the same on every machine."""
    return {
        "state": judged.state.value,
        "window_days": judged.window_days,
        "due": judged.due,
        "met": judged.met,
        "target": judged.target,
        "share": judged.share,
        "lower": judged.lower,
        "upper": judged.upper,
        "strict_upper": judged.strict_upper,
        "log_e": judged.log_e,
        "threshold": judged.threshold,
        "reference": judged.reference,
        "dispersion": judged.dispersion,
        "evidence_on": judged.evidence_on.isoformat() if judged.evidence_on else None,
        "reasons": [reason.value for reason in judged.reasons],
        "rule": judged.rule,
    }


def digest_of(evidence: FlagEvidence) -> str:
    """SHA-256 over the content, the clocks, the moment and the digest before, in one canonical JSON text.

    The content holds the sum of the cases (frozen/keeping.py); links from before that hold them in whole, or have none.
    """
    text = json.dumps(
        {
            "content": evidence.content,
            "clocks": evidence.clock_ids,
            "as_of": evidence.as_of.astimezone(UTC).isoformat(),
            "rule": evidence.rule_version,
            "sequence": evidence.sequence,
            "previous": evidence.previous_digest,
            **({} if evidence.cases is None else {"cases": evidence.cases}),
        },
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    )
    return hashlib.sha256(text.encode()).hexdigest()


def judged_day(as_of: datetime) -> date:
    """The last day (UTC) that ``as_of`` looks at: a midnight looks at the day before it."""
    return day_of_figures(as_of - timedelta(microseconds=1))


def clocks_counted(cell: Cell, day: date, window_days: int, as_of: datetime, *, by_unit: bool) -> list[int]:
    """Ids of the clocks that were due in the window and counted, in order."""
    proven = f"AND {PROVEN_SQL}" if by_unit else ""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, country FROM duties_clock WHERE manufacturer_id = %s AND obligation_id = %s "
            f"AND due_at >= %s AND due_at < %s AND {COUNTED_SQL} {proven} ORDER BY id",
            [cell.manufacturer_id, cell.obligation, _start(day, window_days), as_of],
        )
        return [pk for pk, country in cursor.fetchall() if cell.covers(country)]


def _start(day: date, window_days: int) -> datetime:
    return datetime.combine(day - timedelta(days=window_days - 1), time(), UTC)


def _window(day: date, length: int) -> dict[str, Any]:
    return {"from": (day - timedelta(days=length - 1)).isoformat(), "to": day.isoformat(), "days": length}


def _days(counts: CellCounts, number: int) -> list[list[int]]:
    """All day counts that the rule may look at, as [day ordinal, due, met, target in millionths]."""
    return [[int(value) for value in row] for row in zip(*counts.rows_of(number), strict=True)]

"""Evidence computed again: the same as then, and what has become known or been decided since."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
from django.db import connection

from apps.casework.facts import as_known
from apps.duties.outcomes import COUNTED_SQL, GIVEN_UP, MET_SQL, UNIT_SQL
from apps.judgement.panels import panel_from_rows, with_families
from apps.judgement.rule import judge_many
from apps.judgement.version import rule_by_id

from .cells import Cell
from .evidence import describe, digest_of, judged_day
from .frozen.freezing import cases_behind
from .frozen.keeping import freezes_cases, is_as_digested, listed
from .frozen.telling import Frozen
from .models import Flag, FlagEvidence
from .seals.signing import fault_of

#: So many rows of one kind are named; who wants all of them has the record.
_MOST = 20
_DUE_ON = "(due_at AT TIME ZONE 'UTC')::date"


@dataclass(frozen=True)
class Since:
    """What came after a link: cases taken out by decisions, facts recorded late, and the counts with all that."""

    taken_out: int
    decisions: tuple[str, ...]
    recorded_late: int
    due: int
    met: int

    def __bool__(self) -> bool:
        return bool(self.taken_out or self.recorded_late)


@dataclass(frozen=True)
class Explanation:
    """``differences`` is empty when everything is as it was then; ``since`` tells what the same cases say today."""

    evidence: FlagEvidence
    differences: list[str]
    since: Since = field(default_factory=lambda: Since(0, (), 0, 0, 0))

    @property
    def identical(self) -> bool:
        return not self.differences


def explain(evidence: FlagEvidence, previous: FlagEvidence | None) -> Explanation:
    """Compute one link again: its digest, its chain, its judgement from the stored counts, its clocks as known then.

    A later decision or a fact recorded later changes nothing of that: it is told as ``since``. A row changed behind
    the application's back is a difference.
    """
    cases = listed(evidence)
    differences = [
        *_digests(evidence, previous),
        *_judgement(evidence),
        *_clocks_then(evidence),
        *_cases_then(evidence, cases),
        *_tampered(evidence, cases),
    ]
    return Explanation(evidence, differences, _since(evidence))


def explain_flag(flag: Flag) -> tuple[list[Explanation], list[str]]:
    """All links of a flag, oldest first, and what is wrong with the flag itself: its row, or links that are missing."""
    links = list(flag.evidence.order_by("sequence"))
    explained = [explain(link, before) for before, link in zip([None, *links], links, strict=False)]
    return explained, [*_altered_flag(flag), *_missing(flag, links)]


def _altered_flag(flag: Flag) -> list[str]:
    """A flag whose row was changed outside of any step, or is not what its record says."""
    with connection.cursor() as cursor:
        cursor.execute(_FLAG_OUTSIDE, [flag.pk])
        found = [
            f"the flag was altered outside of the application at {moment:%Y-%m-%d %H:%M} UTC by {role}"
            for moment, role in cursor.fetchall()
        ]
        cursor.execute(_FLAG_NOT_AS_RECORDED, [flag.pk, flag.pk])
        return [*found, "the flag is not what its record says: altered"] if cursor.fetchone()[0] else found


_FLAG_OUTSIDE = """
    SELECT known_from, by_role FROM facts.compliance_flag
    WHERE id = %s AND step = '' AND known_from > '-infinity' ORDER BY known_from LIMIT 20
"""
_FLAG_NOT_AS_RECORDED = """
    SELECT count(*) > 0 FROM (SELECT * FROM compliance_flag WHERE id = %s) c
    FULL JOIN (SELECT * FROM facts.compliance_flag WHERE id = %s AND known_to IS NULL) f USING (id)
    WHERE (c.number, c.status, c.severity, c.opened_at, c.ended_at, c.recovered_at, c.due, c.met, c.share)
          IS DISTINCT FROM
          (f.number, f.status, f.severity, f.opened_at, f.ended_at, f.recovered_at, f.due, f.met, f.share)
"""


def _missing(flag: Flag, links: list[FlagEvidence]) -> list[str]:
    """Links that there must be: the first, and the one on which the judgement ended the flag.

    A void flag may have none of these: when no case is left, nothing is judged. A link that is gone may have left the
    cases that it was the first to freeze.
    """
    if not links:
        return ["its evidence is gone"]
    if flag.frozen_cases.filter(sequence__gt=links[-1].sequence).exists():
        return [f"the chain was cut at its end: cases were frozen after link {links[-1].sequence}"]
    judged = flag.status in (Flag.Status.CLEARED, Flag.Status.LAPSED, Flag.Status.LEFT)
    if judged and flag.ended_at is not None and links[-1].as_of < flag.ended_at:
        return [f"the chain was cut at its end: no link of {flag.ended_at:%Y-%m-%d}, when it ended"]
    return []


def _digests(evidence: FlagEvidence, previous: FlagEvidence | None) -> list[str]:
    found = []
    if digest_of(evidence) != evidence.digest:
        found.append("the digest is not that of the content: the evidence was altered")
    elif evidence.signature and (fault := fault_of(evidence.digest, evidence.signature)):
        found.append(fault)
    if evidence.previous_digest != (previous.digest if previous else ""):
        found.append("the chain is broken: the digest before is another one")
    if evidence.sequence != (previous.sequence + 1 if previous else 1):
        found.append(f"the chain is broken: link {evidence.sequence} follows on none")
    return found


def _judgement(evidence: FlagEvidence) -> list[str]:
    content = evidence.content
    table = np.array(content["days"], dtype=np.int64).reshape(-1, 4)
    alone = np.zeros(len(table), dtype=np.int64)
    # Evidence from before 2026.2 names no opening days: its rule looked at each cell by itself.
    panel = with_families(panel_from_rows(1, alone, *table.T), np.zeros(1, dtype=np.int64), [content.get("opened", [])])
    judged = judge_many(panel, judged_day(evidence.as_of), rule_by_id(evidence.rule_version)).row(0)
    again = describe(judged)
    return [
        f"{name}: recorded {value!r}, computed again {again[name]!r}"
        for name, value in content["judgement"].items()
        if again[name] != value
    ]


def _known_at(evidence: FlagEvidence) -> datetime | None:
    """When the books were closed for this link; None for evidence from before books were kept."""
    text = evidence.content.get("known_at")
    return datetime.fromisoformat(text) if text else None


def _clocks_then(evidence: FlagEvidence) -> list[str]:
    """The counted clocks as they were known then, against the counts of the window."""
    judged, known_at = evidence.content["judgement"], _known_at(evidence)
    with as_known(known_at) if known_at else nullcontext():
        due, met = _count(evidence)
    found = []
    if due != judged["due"]:
        found.append(f"due: {judged['due']} clocks were counted, {due} are on record as known then: altered")
    if met != judged["met"]:
        found.append(f"met: {judged['met']} were counted as met, {met} are on record as known then: altered")
    return found


def _cases_then(evidence: FlagEvidence, cases: list[Frozen]) -> list[str]:
    """The frozen cases against those that were digested, and against the same cases as known then."""
    known_at = _known_at(evidence)
    found = [] if is_as_digested(evidence, cases) else ["the frozen cases are not those that were digested: altered"]
    if not freezes_cases(evidence) or known_at is None:
        return found
    content = evidence.content
    scope = content["scope"]
    cell = Cell(content["manufacturer"], scope["kind"], scope["code"], content["obligation"])
    with as_known(known_at):
        days, rule = content["judgement"]["window_days"], rule_by_id(evidence.rule_version)
        then = cases_behind(cell, days, rule, judged_day(evidence.as_of), evidence.as_of)
    was, now = ({case["id"]: case for case in some} for some in (cases, then))
    differing = [pk for pk in sorted(was.keys() | now.keys()) if was.get(pk) != now.get(pk)]
    return [
        *found,
        *(f"case {pk}: frozen as {was.get(pk)}, on record as known then {now.get(pk)}" for pk in differing[:_MOST]),
    ]


def _count(evidence: FlagEvidence) -> tuple[int, int]:
    unit = UNIT_SQL if rule_by_id(evidence.rule_version).by_unit else "id"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*), count(*) FILTER (WHERE met = due) FROM ("
            f"  SELECT count(*) AS due, count(*) FILTER (WHERE {MET_SQL} AND stopped_at <= %s) AS met"
            f"  FROM duties_clock WHERE id = ANY (%s) AND due_at < %s AND {COUNTED_SQL}"
            f"  GROUP BY country, powertrain, {_DUE_ON}, {unit}) u",
            [evidence.as_of, evidence.clock_ids, evidence.as_of],
        )
        due, met = cursor.fetchone()
    return int(due), int(met)


def _tampered(evidence: FlagEvidence, cases: list[Frozen]) -> list[str]:
    """Cases that somebody changed outside of any step, and those whose last version is not the row."""
    ids = sorted({*evidence.clock_ids, *(case["id"] for case in cases)})
    with connection.cursor() as cursor:
        cursor.execute(_OUTSIDE, {"ids": ids})
        found = [
            f"clock {pk} was altered outside of the application at {moment:%Y-%m-%d %H:%M} UTC by {role}"
            for pk, moment, role in cursor.fetchall()
        ]
        cursor.execute(_NOT_AS_RECORDED, {"ids": ids})
        return found + [f"clock {pk} is not what its record says: altered" for (pk,) in cursor.fetchall()]


_OUTSIDE = """
    SELECT id, known_from, by_role FROM facts.duties_clock
    WHERE id = ANY (%(ids)s) AND step = '' AND known_from > '-infinity' ORDER BY known_from, id LIMIT 20
"""
_NOT_AS_RECORDED = """
    SELECT coalesce(c.id, f.id) FROM (SELECT * FROM duties_clock WHERE id = ANY (%(ids)s)) c
    FULL JOIN (SELECT * FROM facts.duties_clock WHERE id = ANY (%(ids)s) AND known_to IS NULL) f USING (id)
    WHERE (c.due_at, c.stopped_at, c.ending, c.counts, c.unit, c.unproven)
          IS DISTINCT FROM (f.due_at, f.stopped_at, f.ending, f.counts, f.unit, f.unproven)
    ORDER BY 1 LIMIT 20
"""


def _since(evidence: FlagEvidence) -> Since:
    known_at = _known_at(evidence) or evidence.recorded_at
    values: dict[str, Any] = {"ids": evidence.clock_ids, "known_at": known_at, "as_of": evidence.as_of}
    with connection.cursor() as cursor:
        cursor.execute(_TAKEN_OUT, values)
        taken_out = dict(cursor.fetchall())
        cursor.execute(_RECORDED_LATE, values)
        late = {pk for (pk,) in cursor.fetchall()} - taken_out.keys()
    return Since(len(taken_out), tuple(dict.fromkeys(taken_out.values())), len(late), *_count(evidence))


_TAKEN_OUT = """
    SELECT e.clock_id, e.decision FROM duties_exclusion e
    JOIN (SELECT id, min(known_from) AS known FROM facts.duties_exclusion GROUP BY id) f USING (id)
    WHERE e.clock_id = ANY (%(ids)s) AND e.lifted_at IS NULL AND f.known > %(known_at)s ORDER BY f.known, e.id
"""
#: Clocks whose standing as of the evidence's day was known otherwise then.
_RECORDED_LATE = f"""
    SELECT old.id FROM facts.duties_clock old JOIN facts.duties_clock cur USING (id)
    WHERE old.id = ANY (%(ids)s) AND cur.known_to IS NULL
      AND old.known_from <= %(known_at)s AND old.known_to > %(known_at)s
      AND (old.counts, old.due_at, old.ending = '{GIVEN_UP}',
           coalesce(old.stopped_at <= %(as_of)s AND old.stopped_at <= old.due_at, false))
          IS DISTINCT FROM
          (cur.counts, cur.due_at, cur.ending = '{GIVEN_UP}',
           coalesce(cur.stopped_at <= %(as_of)s AND cur.stopped_at <= cur.due_at, false))
"""

"""Keep each state of a case once, with the first link of evidence that found it so, and list any link's cases again.

An open flag gets a link a week, and most of its cases stay as they were: written anew with each link they would grow
without bound.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from .models import FrozenCase
from .telling import Frozen

if TYPE_CHECKING:
    from ..models import FlagEvidence


def summary(cases: Sequence[Frozen], first_day: date) -> dict[str, Any]:
    """What the content of a link says of its cases: from which day on, how many, and the SHA-256 of them all."""
    return {"from": first_day.isoformat(), "count": len(cases), "sha256": hashlib.sha256(_text(cases)).hexdigest()}


def keep(link: FlagEvidence, cases: Sequence[Frozen]) -> None:
    """Write what of ``cases`` is new or otherwise than in the links before, and what is gone of them (1 query)."""
    values: dict[str, Any] = {
        "flag": link.flag_id, "manufacturer": link.manufacturer_id, "country": str(link.country),
        "sequence": link.sequence, "start": first_moment(link), "cases": _text(cases).decode(),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, values)


def cases_of(link: FlagEvidence) -> QuerySet[FrozenCase]:
    """The cases that a link rests on (pages by index frozencase_due); none for links from before cases were frozen."""
    newer = FrozenCase.objects.filter(
        flag=OuterRef("flag"), clock_id=OuterRef("clock_id"), sequence__gt=OuterRef("sequence"),
        sequence__lte=link.sequence,
    )  # fmt: skip
    rows = FrozenCase.objects.filter(~Exists(newer), flag_id=link.flag_id, sequence__lte=link.sequence, gone=False)
    return rows.filter(due_at__gte=first_moment(link))


def listed(link: FlagEvidence) -> list[Frozen]:
    """All cases of a link as they were digested, in order of their clocks."""
    return [row.told() for row in cases_of(link).order_by("clock_id").iterator(chunk_size=5000)]


def is_as_digested(link: FlagEvidence, cases: list[Frozen]) -> bool:
    """Whether ``cases`` are those that the link's digest covers: by their sum, or in whole in links from before."""
    if link.cases is not None:
        return bool(link.cases == cases)
    said = link.content.get("cases")
    return said is None or bool(said == summary(cases, date.fromisoformat(said["from"])))


def freezes_cases(link: FlagEvidence) -> bool:
    """Whether the cases of a link were frozen; those of links from before that were not."""
    return link.cases is not None or "cases" in link.content


def first_moment(link: FlagEvidence) -> datetime:
    """From when on a link looks at cases; of links that hold them in whole, all rows up to them are theirs."""
    said = link.content.get("cases")
    return datetime.combine(date.fromisoformat(said["from"]) if said else date.min, time(), UTC)


def _text(cases: Sequence[Frozen]) -> bytes:
    return json.dumps(cases, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


_KEEP = """
    WITH told AS (
        SELECT id, coalesce(unit, '') AS unit, due, stopped, coalesce(ending, '') AS ending,
               coalesce(unproven, false) AS unproven, pauses, taken_out
        FROM jsonb_to_recordset(%(cases)s) AS c (
            id bigint, unit text, due timestamptz, stopped timestamptz, ending text, unproven boolean, pauses jsonb,
            taken_out jsonb)
    ), kept AS (
        SELECT DISTINCT ON (clock_id) * FROM compliance_frozencase
        WHERE flag_id = %(flag)s AND sequence < %(sequence)s ORDER BY clock_id, sequence DESC
    )
    INSERT INTO compliance_frozencase (
        flag_id, manufacturer_id, country, sequence, clock_id, unit, due_at, stopped_at, ending, unproven, pauses,
        taken_out, gone)
    SELECT %(flag)s, %(manufacturer)s, %(country)s, %(sequence)s, coalesce(t.id, k.clock_id), coalesce(t.unit, ''),
           coalesce(t.due, k.due_at), t.stopped, coalesce(t.ending, ''), coalesce(t.unproven, false), t.pauses,
           t.taken_out, t.id IS NULL
    FROM told t FULL JOIN kept k ON k.clock_id = t.id
    WHERE (t.id IS NULL AND NOT k.gone AND k.due_at >= %(start)s)
       OR (t.id IS NOT NULL AND (
              k.gone IS NOT FALSE
              OR (t.unit, t.due, t.stopped, t.ending, t.unproven, t.pauses, t.taken_out)
                 IS DISTINCT FROM
                 (k.unit, k.due_at, k.stopped_at, k.ending, k.unproven, k.pauses, k.taken_out)))
    ORDER BY 5
"""

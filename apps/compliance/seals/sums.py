"""Sums over what was recorded about a manufacturer between two closings of its books, one a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

#: A sum: how many rows, their SHA-256, the last id that it looked at (ledgers only), and whether it is of all that was
#: known by then, not only of what became known since the seal before (``whole``).
Sum = dict[str, Any]


@dataclass(frozen=True)
class Versions:
    """A table of versions (schema ``facts``): which of them are new is told by when they were known.

    ``more`` names a sum of columns that were not sealed before; its first one is of all versions.
    """

    table: str
    columns: tuple[str, ...]
    more: bool = False

    @property
    def name(self) -> str:
        return f"facts.{self.table}" + (f" ({', '.join(self.columns)})" if self.more else "")

    def sql(self) -> str:
        said = _said(("id", "known_from", "step", "by_role", *self.columns))
        return _SUM.format(
            at="extract(epoch FROM known_from)", said=said, table=f'facts."{self.table}"', piece=3600,
            where="known_from > coalesce(%(since)s, '-infinity'::timestamptz) AND known_from <= %(until)s",
            last="0",
        )  # fmt: skip


@dataclass(frozen=True)
class Ledger:
    """A table that is only added to: which rows are new is told by their ids, for the books are held while it grows."""

    table: str
    columns: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.table

    def sql(self) -> str:
        return _SUM.format(
            at="id", said=_said(("id", *self.columns)), table=f'"{self.table}"', piece=1000,
            where="id > %(after)s AND (%(last)s::bigint IS NULL OR id <= %(last)s)",
            last="coalesce(max(last), %(last)s, %(after)s)",
        )  # fmt: skip


def _said(columns: tuple[str, ...]) -> str:
    """A row as one text, the same whatever zone and style of dates a session has."""
    return f"jsonb_build_array({', '.join(_MOMENTS.get(name, name) for name in columns)})::text"


_MOMENTS = {
    name: f"extract(epoch FROM {name})"
    for name in (
        "known_from", "due_at", "stopped_at", "excluded_at", "lifted_at", "opened_at", "ended_at", "recovered_at",
        "decided_at", "happened_at", "recorded_at", "as_of",
    )
}  # fmt: skip
# In two steps, so that no text grows with the table.
_SUM = """
    WITH lines AS (
        SELECT {at} AS at, id, {said} AS said FROM {table} WHERE manufacturer_id = %(manufacturer)s AND {where}
    ), pieces AS (
        SELECT floor(at / {piece}) AS piece, count(*) AS n, max(id) AS last,
               sha256(convert_to(string_agg(said, E'\\n' ORDER BY at, id, said), 'UTF8')) AS digest
        FROM lines GROUP BY 1
    )
    SELECT coalesce(sum(n), 0), encode(sha256(coalesce(string_agg(digest, '' ORDER BY piece), '')), 'hex'), {last}
    FROM pieces
"""

#: What figures, judgements and hearings rest on. Never change an entry: what was sealed by it could not be checked.
#: More columns of a table are an entry more.
SEALED: tuple[Versions | Ledger, ...] = (
    Versions("duties_clock", ("country", "obligation_id", "due_at", "stopped_at", "ending", "counts")),
    Versions("duties_clock", ("unit", "unproven"), more=True),
    Versions("duties_exclusion", ("clock_id", "excluded_at", "grounds", "decision", "lifted_at", "lifted_grounds")),
    Versions(
        "compliance_flag",
        ("number", "status", "severity", "opened_at", "ended_at", "recovered_at", "due", "met", "share", "version"),
    ),
    Versions("compliance_dispute", ("flag_id", "clock_id", "reason", "status", "decided_at", "decision_note")),
    Ledger("compliance_flagevent", ("flag_id", "kind", "happened_at", "recorded_at", "actor_id", "note", "values")),
    Ledger("compliance_flagevidence", ("flag_id", "sequence", "as_of", "digest", "previous_digest")),
)


def sums(
    manufacturer_id: int, *, since: datetime | None, until: datetime, before: Mapping[str, Sum], again: bool = False
) -> dict[str, Sum]:
    """Sum up each table of ``SEALED``: what became known in (``since``, ``until``], what has ids after ``before``.

    ``again``: as it was summed up then, ``before`` being that very sum's; its ids end where that one ended, and what it
    did not sum up is left out.
    """
    found = {}
    with connection.cursor() as cursor:
        for sealed in SEALED:
            earlier = before.get(sealed.name)
            if again and earlier is None:
                continue
            whole = earlier.get("whole", False) if again and earlier else _begins(sealed, since, earlier)
            values = {
                "manufacturer": manufacturer_id,
                "since": None if whole else since,
                "until": until,
                "after": (earlier or {}).get("after" if again else "last", 0),
                "last": (earlier or {}).get("last") if again else None,
            }
            cursor.execute(sealed.sql(), values)
            rows, digest, last = cursor.fetchone()
            found[sealed.name] = {"rows": int(rows), "sha256": digest} | ({"whole": True} if whole else {})
            if isinstance(sealed, Ledger):
                found[sealed.name] |= {"after": values["after"], "last": int(last)}
    return found


def _begins(sealed: Versions | Ledger, since: datetime | None, earlier: Sum | None) -> bool:
    """Whether columns are summed up for the first time of a manufacturer that has seals without them."""
    return isinstance(sealed, Versions) and since is not None and earlier is None

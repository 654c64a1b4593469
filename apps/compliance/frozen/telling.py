"""A frozen case as plain values: what is digested, compared and kept."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

Frozen = dict[str, Any]


def told(
    pk: int,
    *,
    unit: str | None,
    due_at: datetime,
    stopped_at: datetime | None,
    ending: str,
    unproven: bool | None,
    pauses: list[Any] | None,
    taken_out: list[Any] | None,
) -> Frozen:
    """A case as plain values, the same on every machine; what is empty is left out."""
    values = {
        "id": pk,
        "unit": unit,
        "due": moment_text(due_at),
        "stopped": moment_text(stopped_at),
        "ending": ending,
        "unproven": unproven,
        "pauses": pauses,
        "taken_out": taken_out,
    }
    return {name: value for name, value in values.items() if value}


def moment_text(moment: datetime | None) -> str | None:
    """A moment in UTC as text (ISO 8601)."""
    return moment.astimezone(UTC).isoformat() if moment else None

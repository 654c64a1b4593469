"""The parts that a repair waits for, as its own timeline tells them: owners see no orders."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from apps.duties.models import Party
from apps.parts.models import Promise

from .models import Claim, ClaimEvent

#: What the manufacturer says of a day: first, and when it moves the day.
PROMISES = ("part_promised", "part_moved")


@dataclass(frozen=True, slots=True)
class AwaitedPart:
    """A part with the day promised for it now. ``reason``: why the day was last moved later, in words; else empty.

    ``part`` is empty for what was promised before names were told. ``moves``: how often it was moved to a later day.
    """

    part: str
    promised_on: date
    promised_at: datetime
    moves: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Awaited:
    """What a repair waits for: its parts, and who must act now (Party)."""

    parts: list[AwaitedPart]
    must_act: Party


def awaited_by(claim: Claim, events: Iterable[ClaimEvent]) -> Awaited | None:
    """The parts promised since the last order and who must act; None when the claim waits for no part (0 queries)."""
    if claim.waiting_for != Party.MANUFACTURER:
        return None
    told = sorted(events, key=lambda event: (event.happened_at, event.pk))
    ordered = [event.happened_at for event in told if event.kind == "order_parts"]
    newest = [event for event in told if event.kind in PROMISES and (not ordered or event.happened_at >= ordered[-1])]
    found: dict[tuple[str, int], AwaitedPart] = {}
    for event in newest:
        values = event.values
        key = (values.get("order", ""), values.get("line", 0))
        before, why = found.get(key), values.get("moved_for", "")
        found[key] = AwaitedPart(
            part=values.get("part", ""),
            promised_on=date.fromisoformat(values["promised_on"]),
            promised_at=event.happened_at,
            moves=(before.moves if before else 0) + bool(why),
            reason=str(Promise.Reason(why).label) if why else "",
        )
    return Awaited(list(found.values()), Party.MANUFACTURER)

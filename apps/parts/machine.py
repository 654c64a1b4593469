"""The states of an order line in one table: services, pages, API and the picture in docs/parts.md all read it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from apps.core.errors import Conflict, Refused
from apps.organizations.scope import Side

from .models import OrderLine, PartsOrder

DRAFT, SUBMITTED, CONFIRMED, DISPATCHED, RECEIVED, CANCELLED = OrderLine.Status


class Verb(StrEnum):
    SUBMIT = "submit"
    CONFIRM = "confirm"
    DISPATCH = "dispatch"
    RECEIVE = "receive"
    CANCEL = "cancel"


@dataclass(frozen=True)
class Step:
    """From ``source``, ``verb`` leads to ``target``, when one of ``sides`` does it."""

    source: OrderLine.Status
    verb: Verb
    target: OrderLine.Status
    sides: tuple[Side, ...]


STEPS = (
    Step(DRAFT, Verb.SUBMIT, SUBMITTED, (Side.DEALER,)),
    Step(DRAFT, Verb.CANCEL, CANCELLED, (Side.DEALER,)),
    Step(SUBMITTED, Verb.CONFIRM, CONFIRMED, (Side.MANUFACTURER,)),
    Step(SUBMITTED, Verb.DISPATCH, DISPATCHED, (Side.MANUFACTURER,)),
    Step(SUBMITTED, Verb.CANCEL, CANCELLED, (Side.DEALER, Side.MANUFACTURER)),
    # A confirmed line may be promised for another day.
    Step(CONFIRMED, Verb.CONFIRM, CONFIRMED, (Side.MANUFACTURER,)),
    Step(CONFIRMED, Verb.DISPATCH, DISPATCHED, (Side.MANUFACTURER,)),
    Step(CONFIRMED, Verb.CANCEL, CANCELLED, (Side.DEALER, Side.MANUFACTURER)),
    Step(DISPATCHED, Verb.RECEIVE, RECEIVED, (Side.DEALER,)),
)

#: Ordered and not yet sent: the manufacturer owes the next step.
OPEN = (SUBMITTED, CONFIRMED)
#: From slowest to fastest; an order is where its slowest line is.
_PACE = (DRAFT, SUBMITTED, CONFIRMED, DISPATCHED, RECEIVED)
_BY_SOURCE = {(step.source, step.verb): step for step in STEPS}


def may(status: str, verb: Verb, side: Side) -> bool:
    """Whether ``side`` may do ``verb`` to a line in ``status``. The system acts for any side (imports)."""
    step = _BY_SOURCE.get((OrderLine.Status(status), verb))
    return step is not None and (side in step.sides or side is Side.SYSTEM)


def step(line: OrderLine, verb: Verb, side: Side) -> OrderLine.Status:
    """The status that ``verb`` leads to.

    Raises Conflict when the line's status has no such step (most likely somebody else acted first), Refused when
    the step is another side's.
    """
    found = _BY_SOURCE.get((OrderLine.Status(line.status), verb))
    if found is None:
        raise Conflict(
            _("Part %(part)s is %(status)s by now. Look at the order as it stands and decide again.")
            % {"part": line.part.number, "status": line.get_status_display().lower()},
            code="wrong_state",
        )
    if side not in found.sides and side is not Side.SYSTEM:
        raise Refused(_("This step belongs to the other side of the order."), code="wrong_side")
    return found.target


def order_status(statuses: Iterable[str]) -> PartsOrder.Status:
    """An order is where its slowest line is; cancelled lines do not hold it back."""
    present = set(statuses)
    slowest = next((status for status in _PACE if status in present), CANCELLED)
    return PartsOrder.Status(slowest.value)


def picture() -> str:
    """The table as a Mermaid diagram, for docs/parts.md (a test compares)."""
    who = {Side.DEALER: "dealer", Side.MANUFACTURER: "manufacturer"}
    lines = ["stateDiagram-v2", f"    [*] --> {DRAFT}"]
    lines += [f"    {s.source} --> {s.target}: {s.verb} ({' or '.join(who[side] for side in s.sides)})" for s in STEPS]
    return "\n".join([*lines, f"    {RECEIVED} --> [*]", f"    {CANCELLED} --> [*]"])

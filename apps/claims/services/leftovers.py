"""Parts of a claim that nobody seems to need for it: on the workshop's own shelf, of another component, or open when
the repair is done.

Each is settled in words that owner and manufacturer read, so that a part cannot be ordered just to stop a clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from apps.casework.steps import Grounds
from apps.core.errors import Refused
from apps.organizations.scope import Actor
from apps.parts import selectors as parts
from apps.parts import services as part_services
from apps.parts.models import OrderLine
from apps.vehicles.components import Component

from ..models import Claim

CANCEL, KEEP = "cancel", "keep"
#: What may become of lines that are still open when a repair is done.
CHOICES: Final = ((CANCEL, _("Cancel them")), (KEEP, _("Keep them, for our shelf")))
_ASKED: Final = {
    "on_shelf": _("%(parts)s is on your own shelf: take it from there, or say why it is ordered all the same."),
    "elsewhere": _("%(parts)s belongs to another component than this request: correct it, or say why it is needed."),
}
_CODES: Final = {"on_shelf": "on_your_shelf", "elsewhere": "another_component"}
_WHY = Grounds("despite", least=10, most=500)
_WHY_KEPT = Grounds("kept_why", least=10, most=500)


def doubts(claim: Claim, lines: Sequence[tuple[int, int]], despite: str) -> tuple[str, dict[str, str]]:
    """Why parts are ordered that a repair should not need, and their numbers by doubt. Raises Refused (``despite``).

    ``on_shelf``: the workshop has them itself; ``elsewhere``: their manufacturer says that they belong to another
    component than the request's. Without either, ``despite`` is a note as any.
    """
    shelved = parts.numbers_on_shelf(dealer_id=claim.dealer_id or 0, lines=lines)
    other = claim.component == Component.OTHER
    strange = [] if other else parts.numbers_for_others(component=claim.component, lines=lines)
    found = {name: ", ".join(numbers) for name, numbers in (("on_shelf", shelved), ("elsewhere", strange)) if numbers}
    if not found:
        return despite.strip(), {}
    if not despite.strip():
        name, numbers = next(iter(found.items()))
        raise Refused(_ASKED[name] % {"parts": numbers}, field="despite", code=_CODES[name])
    return _WHY.checked(despite), found


def settle(claim: Claim, *, choice: str, why: str, by: Actor, at: datetime) -> None:
    """Settle the lines that are open when the repair is done; nothing where there are none.

    Lines that were sent already cannot be cancelled: they are kept, and why is said. Raises Refused (fields
    ``open_lines``, ``kept_why``).
    """
    lines = list(parts.open_lines_of_claim(dealer_id=claim.dealer_id or 0, claim_number=claim.number))
    if not lines:
        return
    if choice not in (CANCEL, KEEP):
        raise Refused(
            _("%(parts)s is still on order for this repair: cancel it, or keep it and say why.")
            % {"parts": ", ".join(sorted({line.part.number for line in lines}))},
            field="open_lines",
            code="open_lines",
        )
    sent = [line for line in lines if line.status == OrderLine.Status.DISPATCHED]
    if choice == KEEP or sent:
        _WHY_KEPT.checked(why)
    if choice == CANCEL:
        _cancel([line for line in lines if line not in sent], by=by, at=at)


def _cancel(lines: list[OrderLine], *, by: Actor, at: datetime) -> None:
    for order in {line.order_id: line.order for line in lines}.values():
        mine = [line.pk for line in lines if line.order_id == order.pk]
        part_services.cancel_lines(order=order, line_ids=mine, by=by, reason=OrderLine.Reason.NOT_NEEDED, at=at)

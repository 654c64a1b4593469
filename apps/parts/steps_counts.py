"""What may be done with a stock-take: read by services, pages, API, tests and docs."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.casework.kinds import CaseKind, register
from apps.casework.steps import Grounds, Happening, Step
from apps.organizations.scope import Side

from .models import StockTake

_S = StockTake.Status
_DEALER = (Side.DEALER,)
_SERVICES = "apps.parts.services.counts"

STEPS = (
    Step(
        "finish",
        pgettext_lazy("stock-take", "All is counted"),
        (_S.OPEN,),
        _S.COUNTED,
        _DEALER,
        words=pgettext_lazy("stock-take event", "All is counted"),
        grounds=None,
        effect=f"{_SERVICES}.finished",
        done=_("Another person looks at the differences now, and approves them."),
    ),
    Step(
        "approve",
        pgettext_lazy("stock-take", "Approve the differences"),
        (_S.COUNTED,),
        _S.APPROVED,
        _DEALER,
        words=pgettext_lazy("stock-take event", "Differences approved"),
        grounds=Grounds("note", _("Reason"), most=200, help=_("Needed when you counted it yourself.")),
        effect=f"{_SERVICES}.approved",
        tone="ok",
        done=_("The differences are in the ledger."),
    ),
    Step(
        "recount",
        pgettext_lazy("stock-take", "Count again"),
        (_S.COUNTED,),
        _S.OPEN,
        _DEALER,
        words=pgettext_lazy("stock-take event", "To be counted again"),
        grounds=Grounds("note", _("Reason"), least=5, most=200),
    ),
    Step(
        "drop",
        pgettext_lazy("stock-take", "Drop it"),
        (_S.OPEN, _S.COUNTED),
        _S.DROPPED,
        _DEALER,
        words=pgettext_lazy("stock-take event", "Dropped: nothing was written into the ledger"),
        grounds=Grounds("note", _("Reason"), least=5, most=200),
        tone="neutral",
    ),
)
HAPPENINGS = (Happening("open", pgettext_lazy("stock-take event", "Opened")),)


def _fact(case: StockTake) -> dict[str, Any]:
    return {"point": case.point_id}


KIND = register(
    CaseKind(
        name="stocktake",
        model=StockTake,
        steps=STEPS,
        happenings=HAPPENINGS,
        page="parts:count",
        start=_S.OPEN,
        over=(_S.APPROVED, _S.DROPPED),
        began=lambda case: case.opened_at,
        sides=StockTake.sides,
        door="parts.count",
        moved=("status", "version", "counted_by_id"),
        fact=_fact,
        tones={_S.OPEN: "info", _S.COUNTED: "warn"},
    )
)

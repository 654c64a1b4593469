"""What may be done with a transfer between service points: read by services, pages, API, tests and docs."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.casework.kinds import CaseKind, register
from apps.casework.steps import Grounds, Happening, Step
from apps.organizations.scope import Side

from .models import Transfer

_S = Transfer.Status
_DEALER = (Side.DEALER,)
_SERVICES = "apps.parts.services.transfers"
_WHY = Grounds("note", _("What happened"), least=10, most=200)

STEPS = (
    Step(
        "receive",
        pgettext_lazy("transfer", "All was received"),
        (_S.SENT, _S.SHORT),
        _S.RECEIVED,
        _DEALER,
        words=pgettext_lazy("transfer event", "All was received"),
        grounds=None,
        effect=f"{_SERVICES}.received",
        tone="ok",
        done=_("The parts lie in the main bin of this service point."),
    ),
    Step(
        "receive_some",
        pgettext_lazy("transfer", "Some did not come"),
        (_S.SENT,),
        _S.SHORT,
        _DEALER,
        words=pgettext_lazy("transfer event", "Fewer came than were sent"),
        grounds=_WHY,
        form="apps.parts.forms_transfers.ReceiveSomeForm",
        data="apps.parts.transfers_api.ReceiveSomeData",
        service=f"{_SERVICES}.receive_some",
        tone="warn",
        done=_("What is missing stays with the point that sent it, until it is settled."),
    ),
    Step(
        "find",
        pgettext_lazy("transfer", "The missing parts are still here"),
        (_S.SHORT,),
        _S.SETTLED,
        _DEALER,
        words=pgettext_lazy("transfer event", "The missing parts were found where they were sent from"),
        grounds=_WHY,
        effect=f"{_SERVICES}.turned_up",
        tone="neutral",
    ),
    Step(
        "write_off",
        pgettext_lazy("transfer", "The missing parts are lost"),
        (_S.SHORT,),
        _S.SETTLED,
        _DEALER,
        words=pgettext_lazy("transfer event", "The missing parts were written off"),
        grounds=_WHY,
        effect=f"{_SERVICES}.written_off",
        tone="bad",
        confirm=_("Yes, they are lost: the ledger says so for good"),
    ),
    Step(
        "take_back",
        pgettext_lazy("transfer", "Take it back"),
        (_S.SENT,),
        _S.BACK,
        _DEALER,
        words=pgettext_lazy("transfer event", "Taken back before it was received"),
        grounds=_WHY,
        effect=f"{_SERVICES}.turned_up",
        tone="neutral",
    ),
)
HAPPENINGS = (Happening("send", pgettext_lazy("transfer event", "Sent")),)


def _fact(case: Transfer) -> dict[str, Any]:
    return {"source": case.source_id, "target": case.target_id}


KIND = register(
    CaseKind(
        name="transfer",
        model=Transfer,
        steps=STEPS,
        happenings=HAPPENINGS,
        page="parts:transfer",
        start=_S.SENT,
        over=(_S.RECEIVED, _S.SETTLED, _S.BACK),
        began=lambda case: case.sent_at,
        sides=Transfer.sides,
        door="parts.transfer",
        moved=("status", "version"),
        fact=_fact,
        tones={_S.SENT: "info"},
    )
)

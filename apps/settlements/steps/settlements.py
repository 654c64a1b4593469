"""What may be done with a settlement: a workshop writes and hands in, the manufacturer or its rule decides."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from apps.casework.kinds import CaseKind, register
from apps.casework.steps import Grounds, Happening, Notice, Step
from apps.organizations.scope import Side

from ..models import Settlement
from ..policies import SETTLEMENT_MOVED

_S = Settlement.Status
_DEALER, _MAKER = (Side.DEALER,), (Side.MANUFACTURER,)
_SERVICES = "apps.settlements.services"
_BOTH_READ = _("Both sides read it, and it stays on record.")
_NOTE = Grounds("note", _("Note"), help=_BOTH_READ)
_DECIDED = Notice("dealer", gettext_noop("Settlement %(number)s is decided"))

STEPS = (
    Step(
        "write_line",
        pgettext_lazy("settlement", "Write a line"),
        (_S.DRAFT,),
        "",
        _DEALER,
        words=_("Line written: %(words)s, %(said)s"),
        grounds=None,
        form="apps.settlements.forms.DoneLineForm",
        data="apps.settlements.api_data.LineData",
        service=f"{_SERVICES}.lines.write_settlement_line",
        fact=None,
        done=_("The line is written."),
    ),
    Step(
        "strike_line",
        pgettext_lazy("settlement", "Strike a line"),
        (_S.DRAFT,),
        "",
        _DEALER,
        words=_("Line struck: %(words)s"),
        grounds=None,
        form="apps.settlements.forms.StrikeForm",
        data="apps.settlements.api_data.StrikeData",
        service=f"{_SERVICES}.lines.strike_settlement_line",
        fact=None,
        grave=True,
        done=_("The line is struck; it stays on record."),
    ),
    Step(
        "submit",
        pgettext_lazy("settlement", "Hand in"),
        (_S.DRAFT,),
        _S.SUBMITTED,
        _DEALER,
        words=_("Handed in"),
        grounds=None,
        form="apps.settlements.forms.SubmitForm",
        data="apps.settlements.api_data.SubmitData",
        service=f"{_SERVICES}.settlements.submit",
        notices=(
            Notice("manufacturer", gettext_noop("Settlement %(number)s for %(claim_number)s waits for your decision")),
        ),
        tone="warn",
        done=_("It is handed in."),
    ),
    Step(
        "pass_by_rule",
        pgettext_lazy("settlement", "Pass by rule"),
        (_S.SUBMITTED,),
        _S.DECIDED,
        (Side.SYSTEM,),
        words=_("Decided by a rule of the manufacturer (decision %(decision)s)"),
        notices=(_DECIDED,),
        tone="ok",
        page=False,
        api=False,
    ),
    Step(
        "decide",
        pgettext_lazy("settlement", "Decide"),
        (_S.SUBMITTED,),
        _S.DECIDED,
        _MAKER,
        words=_("Decided (decision %(decision)s)"),
        grounds=_NOTE,
        form="apps.settlements.decision_forms.DecideForm",
        data="apps.settlements.api_data.DecideData",
        service=f"{_SERVICES}.settlements.decide_settlement",
        notices=(_DECIDED,),
        tone="ok",
    ),
    Step(
        "decide",
        pgettext_lazy("settlement", "Decide"),
        (_S.DISPUTED,),
        _S.FINAL,
        _MAKER,
        words=_("Decided (decision %(decision)s)"),
        notices=(_DECIDED,),
        tone="ok",
    ),
    Step(
        "dispute",
        pgettext_lazy("settlement", "Answer the decision"),
        (_S.DECIDED,),
        _S.DISPUTED,
        _DEALER,
        words=_("The workshop answered the decision"),
        grounds=Grounds(
            "note", _("What is wrong with the decision, and what shows it"), least=20, rows=4, help=_BOTH_READ
        ),
        effect=f"{_SERVICES}.settlements.disputed",
        notices=(
            Notice("manufacturer", gettext_noop("The workshop answered the decision on %(number)s: decide again")),
        ),
        tone="warn",
        grave=True,
    ),
    Step(
        "correct",
        pgettext_lazy("settlement", "Correct the decision"),
        Settlement.PAYABLE,
        _S.DECIDED,
        _MAKER,
        words=_("The decision was corrected (decision %(decision)s)"),
        grounds=Grounds("note", _("Why it is decided anew"), least=20, rows=3, help=_BOTH_READ),
        form="apps.settlements.decision_forms.DecideForm",
        data="apps.settlements.api_data.DecideData",
        service=f"{_SERVICES}.settlements.correct_settlement",
        notices=(Notice("dealer", gettext_noop("The decision on %(number)s was corrected: you may answer it")),),
        tone="ok",
        grave=True,
        confirm=_("What was paid already is corrected by a line of the next batch."),
    ),
    Step(
        "withdraw",
        pgettext_lazy("settlement", "Withdraw"),
        (_S.DRAFT, _S.SUBMITTED),
        _S.WITHDRAWN,
        _DEALER,
        words=_("Withdrawn by the workshop"),
        grounds=_NOTE,
        effect=f"{_SERVICES}.settlements.withdrawn",
        tone="neutral",
        confirm=_("A settlement that is withdrawn does not come back; another one can be made."),
    ),
)
HAPPENINGS = (Happening("drafted", _("Settlement begun")),)


def _fact(settlement: Settlement) -> dict[str, Any]:
    return {"claim_number": settlement.claim.number}


KIND = register(
    CaseKind(
        name="settlement",
        model=Settlement,
        steps=STEPS,
        happenings=HAPPENINGS,
        page="settlements:settlement",
        start=_S.DRAFT,
        over=(_S.FINAL, _S.WITHDRAWN),
        began=lambda settlement: settlement.drafted_at,
        sides=lambda settlement: settlement.sides(),
        door="settlements.settlement",
        moved=SETTLEMENT_MOVED,
        settle="apps.settlements.services.clocks.settle",
        fact=_fact,
        prefixed=True,
        tones={_S.DRAFT: "neutral"},
    )
)

"""What may be done with an estimate: a workshop writes and asks, the manufacturer decides, a share is the owner's."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from apps.casework.kinds import CaseKind, register
from apps.casework.steps import Grounds, Happening, Notice, Step
from apps.organizations.scope import Side

from ..models import Estimate
from ..policies import ESTIMATE_MOVED

_S = Estimate.Status
_DEALER, _MAKER, _OWNER = (Side.DEALER,), (Side.MANUFACTURER,), (Side.OWNER,)
_OPEN = (_S.DRAFT, _S.QUESTIONED)
_SERVICES = "apps.settlements.services"
_BOTH_READ = _("Both sides read it, and it stays on record.")
_OWNER_READS = _("The owner reads it too, and it stays on record.")
_NOTE = Grounds("note", _("Note"), help=_BOTH_READ)

STEPS = (
    Step(
        "write_line",
        pgettext_lazy("estimate", "Write a line"),
        _OPEN,
        "",
        _DEALER,
        words=_("Line written: %(words)s, %(said)s"),
        grounds=None,
        form="apps.settlements.forms.LineForm",
        data="apps.settlements.api_data.LineData",
        service=f"{_SERVICES}.lines.write_estimate_line",
        fact=None,
        done=_("The line is written."),
    ),
    Step(
        "strike_line",
        pgettext_lazy("estimate", "Strike a line"),
        _OPEN,
        "",
        _DEALER,
        words=_("Line struck: %(words)s"),
        grounds=None,
        form="apps.settlements.forms.StrikeForm",
        data="apps.settlements.api_data.StrikeData",
        service=f"{_SERVICES}.lines.strike_estimate_line",
        fact=None,
        grave=True,
        done=_("The line is struck; it stays on record."),
    ),
    Step(
        "ask",
        pgettext_lazy("estimate", "Ask the manufacturer"),
        _OPEN,
        _S.ASKED,
        _DEALER,
        words=_("The workshop asks for authorisation"),
        grounds=_NOTE,
        effect=f"{_SERVICES}.estimates.asked",
        notices=(
            Notice(
                "manufacturer", gettext_noop("Estimate %(number)s for %(claim_number)s: authorise it or say why not")
            ),
        ),
        tone="warn",
    ),
    Step(
        "authorise",
        pgettext_lazy("estimate", "Authorise"),
        (_S.ASKED,),
        _S.AUTHORISED,
        _MAKER,
        words=_("Authorised"),
        grounds=_NOTE,
        form="apps.settlements.decision_forms.AuthoriseForm",
        data="apps.settlements.api_data.AuthoriseData",
        service=f"{_SERVICES}.estimates.authorise",
        notices=(Notice("dealer", gettext_noop("Estimate %(number)s is authorised")),),
        tone="ok",
    ),
    Step(
        "question",
        pgettext_lazy("estimate", "Ask the workshop"),
        (_S.ASKED,),
        _S.QUESTIONED,
        _MAKER,
        words=_("The manufacturer asks"),
        grounds=Grounds("note", _("Question"), least=10, rows=3, help=_BOTH_READ),
        effect=f"{_SERVICES}.estimates.questioned",
        notices=(Notice("dealer", gettext_noop("The manufacturer asks something about estimate %(number)s")),),
        tone="warn",
    ),
    Step(
        "offer_share",
        pgettext_lazy("estimate", "Authorise if the owner bears a share"),
        (_S.ASKED,),
        _S.OFFERED,
        _MAKER,
        words=_("Authorised, if the owner accepts a share"),
        grounds=Grounds("note", _("Explanation for the owner"), least=20, rows=3, help=_OWNER_READS),
        form="apps.settlements.decision_forms.OfferForm",
        data="apps.settlements.api_data.DecideData",
        service=f"{_SERVICES}.estimates.offer_share",
        notices=(
            Notice(
                "owner",
                gettext_noop("You would pay a share of your repair: accept or decline it (%(number)s)"),
                urgent=True,
            ),
            Notice("dealer", gettext_noop("Estimate %(number)s waits for the owner, who would pay a share")),
        ),
        tone="warn",
        grave=True,
    ),
    Step(
        "refuse",
        pgettext_lazy("estimate", "Refuse"),
        (_S.ASKED,),
        _S.REFUSED,
        _MAKER,
        words=_("Refused"),
        grounds=Grounds("note", _("Explanation"), least=20, rows=4, help=_OWNER_READS),
        form="apps.settlements.decision_forms.RefuseForm",
        data="apps.settlements.api_data.RefuseData",
        service=f"{_SERVICES}.estimates.refuse",
        notices=(
            Notice("dealer", gettext_noop("Estimate %(number)s was refused; the reason is there")),
            Notice(
                "owner", gettext_noop("The manufacturer does not pay for your repair: the reason is there (%(number)s)")
            ),
        ),
        tone="bad",
        grave=True,
    ),
    Step(
        "accept_share",
        pgettext_lazy("estimate", "Accept the share"),
        (_S.OFFERED,),
        _S.AUTHORISED,
        _OWNER,
        words=_("The owner accepted the share"),
        grounds=_NOTE,
        effect=f"{_SERVICES}.estimates.accepted",
        notices=(
            Notice("dealer", gettext_noop("The owner accepted the share of estimate %(number)s: begin the work")),
            Notice("manufacturer", gettext_noop("The owner accepted the share of estimate %(number)s")),
        ),
        tone="ok",
        confirm=_("I pay this share, and no more, once the work is done."),
    ),
    Step(
        "decline_share",
        pgettext_lazy("estimate", "Decline the share"),
        (_S.OFFERED,),
        _S.DECLINED,
        _OWNER,
        words=_("The owner declined the share"),
        grounds=_NOTE,
        notices=(
            Notice("dealer", gettext_noop("The owner declined the share of estimate %(number)s")),
            Notice("manufacturer", gettext_noop("The owner declined the share of estimate %(number)s")),
        ),
        tone="neutral",
        grave=True,
    ),
    Step(
        "withdraw",
        pgettext_lazy("estimate", "Withdraw"),
        Estimate.UNDER_WAY,
        _S.WITHDRAWN,
        _DEALER,
        words=_("Withdrawn by the workshop"),
        grounds=_NOTE,
        effect=f"{_SERVICES}.estimates.withdrawn",
        tone="neutral",
        confirm=_("An estimate that is withdrawn does not come back; another one can be made."),
    ),
)
HAPPENINGS = (
    Happening("drafted", _("Estimate begun")),
    Happening(
        "owner_told",
        "",
        (Notice("owner", gettext_noop("Something of your repair is not paid for: the reason is there (%(number)s)")),),
    ),
)


def _fact(estimate: Estimate) -> dict[str, Any]:
    return {"claim_number": estimate.claim.number}


KIND = register(
    CaseKind(
        name="estimate",
        model=Estimate,
        steps=STEPS,
        happenings=HAPPENINGS,
        page="settlements:estimate",
        start=_S.DRAFT,
        over=(_S.AUTHORISED, _S.REFUSED, _S.DECLINED, _S.WITHDRAWN),
        began=lambda estimate: estimate.drafted_at,
        sides=lambda estimate: estimate.sides(),
        door="settlements.estimate",
        moved=ESTIMATE_MOVED,
        settle="apps.settlements.services.clocks.settle",
        fact=_fact,
        prefixed=True,
        tones={_S.DRAFT: "neutral"},
    )
)

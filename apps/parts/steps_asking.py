"""What may be done with a request between two dealers: read by services, pages, API, notices, tests and docs."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from apps.casework.kinds import CaseKind, register
from apps.casework.steps import Grounds, Happening, Notice, Step
from apps.organizations.scope import Side

from .models import PartRequest
from .policies import ASKING_MOVED

_S = PartRequest.Status
_DEALER = (Side.DEALER,)
_SYSTEM = (Side.SYSTEM,)
_ASKER, _SUPPLIER = "dealer_id", "supplier_id"
_SERVICES = "apps.parts.services.asking"
_BOTH_READ = _("Both dealers read it.")
_WHY = Grounds("note", _("Reason"), least=5, most=500, help=_BOTH_READ)
_WHAT = Grounds("note", _("What happened"), least=10, most=200, help=_BOTH_READ)
_WORD = Grounds("note", _("Note"), most=500, help=_BOTH_READ)

STEPS = (
    Step(
        "offer",
        pgettext_lazy("request between dealers", "Offer pieces"),
        (_S.ASKED,),
        _S.OFFERED,
        _DEALER,
        firm=_SUPPLIER,
        words=pgettext_lazy("request between dealers", "Offered %(quantity)s, each at %(currency)s %(price)s"),
        grounds=_WORD,
        form="apps.parts.forms_asking.OfferForm",
        data="apps.parts.asking_api.OfferData",
        service=f"{_SERVICES}.offer",
        notices=(Notice("dealer", gettext_noop("%(supplier_name)s offers you part %(part)s"), urgent=True),),
        tone="info",
        done=_("The other dealer is told. Your pieces are kept once it accepts."),
    ),
    Step(
        "refuse",
        pgettext_lazy("request between dealers", "Refuse"),
        (_S.ASKED,),
        _S.REFUSED,
        _DEALER,
        firm=_SUPPLIER,
        words=pgettext_lazy("request between dealers", "Refused"),
        grounds=_WHY,
        effect=f"{_SERVICES}.ended",
        notices=(Notice("dealer", gettext_noop("%(supplier_name)s does not give you part %(part)s")),),
        tone="neutral",
        grave=True,
    ),
    Step(
        "accept",
        pgettext_lazy("request between dealers", "Accept the offer"),
        (_S.OFFERED,),
        _S.ACCEPTED,
        _DEALER,
        firm=_ASKER,
        words=pgettext_lazy("request between dealers", "Accepted; the pieces are kept"),
        grounds=None,
        effect=f"{_SERVICES}.accepted",
        notices=(
            Notice(
                "supplier", gettext_noop("%(dealer_name)s accepts your offer of part %(part)s: send it"), urgent=True
            ),
        ),
        tone="info",
        done=_("The pieces are kept for you and will be sent."),
    ),
    Step(
        "send",
        pgettext_lazy("request between dealers", "Send"),
        (_S.ACCEPTED,),
        _S.SENT,
        _DEALER,
        firm=_SUPPLIER,
        words=pgettext_lazy("request between dealers", "Sent: %(quantity)s"),
        grounds=None,
        form="apps.parts.forms_asking.SendForm",
        data="apps.parts.asking_api.SendData",
        service=f"{_SERVICES}.send",
        notices=(Notice("dealer", gettext_noop("%(supplier_name)s has sent you part %(part)s")),),
        tone="info",
        done=_("The parts are under way, on your books until they are received."),
    ),
    Step(
        "receive",
        pgettext_lazy("request between dealers", "All was received"),
        (_S.SENT, _S.SHORT),
        _S.RECEIVED,
        _DEALER,
        firm=_ASKER,
        words=pgettext_lazy("request between dealers", "All was received"),
        grounds=None,
        effect=f"{_SERVICES}.received",
        notices=(Notice("supplier", gettext_noop("%(dealer_name)s received part %(part)s")),),
        tone="ok",
        done=_("The parts lie in the main bin, kept for the request that they were asked for."),
    ),
    Step(
        "receive_some",
        pgettext_lazy("request between dealers", "Some did not come"),
        (_S.SENT, _S.SHORT),
        _S.SHORT,
        _DEALER,
        firm=_ASKER,
        words=pgettext_lazy("request between dealers", "Fewer came than were sent: %(quantity)s"),
        grounds=_WHAT,
        form="apps.parts.forms_asking.CameForm",
        data="apps.parts.asking_api.CameData",
        service=f"{_SERVICES}.receive_some",
        notices=(
            Notice("supplier", gettext_noop("%(dealer_name)s misses pieces of part %(part)s: say what became of them")),
        ),
        tone="warn",
        done=_("What is missing stays with the dealer that sent it, until that one settles it."),
    ),
    Step(
        "find",
        pgettext_lazy("request between dealers", "The missing parts are here"),
        (_S.SHORT,),
        _S.SETTLED,
        _DEALER,
        firm=_SUPPLIER,
        words=pgettext_lazy("request between dealers", "Missing pieces are with the sender after all: %(quantity)s"),
        grounds=_WHAT,
        effect=f"{_SERVICES}.turned_up",
        notices=(Notice("dealer", gettext_noop("%(supplier_name)s has the missing pieces of part %(part)s")),),
        tone="neutral",
    ),
    Step(
        "withdraw",
        pgettext_lazy("request between dealers", "Withdraw"),
        (_S.ASKED, _S.OFFERED, _S.ACCEPTED),
        _S.WITHDRAWN,
        _DEALER,
        firm=_ASKER,
        words=pgettext_lazy("request between dealers", "Withdrawn"),
        grounds=_WHY,
        effect=f"{_SERVICES}.ended",
        notices=(Notice("supplier", gettext_noop("%(dealer_name)s no longer wants part %(part)s")),),
        tone="neutral",
        grave=True,
    ),
    Step(
        "cancel",
        pgettext_lazy("request between dealers", "Cancel: we cannot send it"),
        (_S.OFFERED, _S.ACCEPTED),
        _S.REFUSED,
        _DEALER,
        firm=_SUPPLIER,
        words=pgettext_lazy("request between dealers", "Cancelled by the dealer that offered it"),
        grounds=_WHY,
        effect=f"{_SERVICES}.ended",
        notices=(Notice("dealer", gettext_noop("%(supplier_name)s cannot send part %(part)s after all"), urgent=True),),
        tone="neutral",
        grave=True,
    ),
    Step(
        "write_off",
        pgettext_lazy("request between dealers", "The missing parts are lost"),
        (_S.SHORT,),
        _S.SETTLED,
        _DEALER,
        firm=_SUPPLIER,
        words=pgettext_lazy("request between dealers", "Missing pieces were written off by the sender: %(quantity)s"),
        grounds=_WHAT,
        effect=f"{_SERVICES}.written_off",
        notices=(Notice("dealer", gettext_noop("%(supplier_name)s wrote off the missing pieces of part %(part)s")),),
        tone="bad",
        confirm=_("Yes, they are lost: our ledger says so for good"),
    ),
    Step(
        "lapse",
        pgettext_lazy("request between dealers", "Let it lapse"),
        (_S.ASKED, _S.OFFERED, _S.ACCEPTED),
        _S.LAPSED,
        _SYSTEM,
        words=pgettext_lazy("request between dealers", "Lapsed: nobody answered in time"),
        grounds=None,
        effect=f"{_SERVICES}.lapsed",
        notices=(
            Notice("dealer", gettext_noop("Your request for part %(part)s to %(supplier_name)s has lapsed")),
            Notice("supplier", gettext_noop("The request of %(dealer_name)s for part %(part)s has lapsed")),
        ),
        tone="neutral",
        page=False,
        api=False,
    ),
    Step(
        "presume_missing",
        pgettext_lazy("request between dealers", "Take as not come"),
        (_S.SENT,),
        _S.SHORT,
        _SYSTEM,
        words=pgettext_lazy("request between dealers", "Nobody said in time what came"),
        grounds=None,
        effect=f"{_SERVICES}.unspoken",
        notices=(
            Notice(
                "dealer", gettext_noop("Did part %(part)s of %(supplier_name)s come? Receive it, or say what did not")
            ),
            Notice("supplier", gettext_noop("%(dealer_name)s does not say whether part %(part)s came: settle it")),
        ),
        tone="warn",
        page=False,
        api=False,
    ),
)
HAPPENINGS = (
    Happening(
        "ask",
        pgettext_lazy("request between dealers", "Asked for %(quantity)s"),
        (Notice("supplier", gettext_noop("%(dealer_name)s asks you for part %(part)s"), urgent=True),),
    ),
)


def _fact(case: PartRequest) -> dict[str, Any]:
    return {
        "part": case.part.number,
        "claim_number": case.claim_number,
        "dealer_name": case.dealer.name if case.dealer else "",
        "supplier_name": case.supplier.name,
    }


KIND = register(
    CaseKind(
        name="partrequest",
        model=PartRequest,
        steps=STEPS,
        happenings=HAPPENINGS,
        page="parts:partrequest",
        start=_S.ASKED,
        over=(_S.RECEIVED, _S.SETTLED, _S.REFUSED, _S.WITHDRAWN, _S.LAPSED),
        began=lambda case: case.asked_at,
        sides=PartRequest.between,
        door="parts.asking",
        moved=ASKING_MOVED,
        fact=_fact,
        tones={_S.ASKED: "info"},
    )
)

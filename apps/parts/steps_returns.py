"""What may be done with a return of parts: read by services, pages, API, notices, tests and docs."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from apps.casework.kinds import CaseKind, register
from apps.casework.steps import ClockChange, Grounds, Happening, Notice, Step
from apps.duties import names
from apps.organizations.scope import Side

from .models import PartReturn
from .policies import RETURN_MOVED
from .steps_attach import attach

_S = PartReturn.Status
_DEALER, _MAKER = (Side.DEALER,), (Side.MANUFACTURER,)
_SERVICES, _FORMS, _DATA = "apps.parts.services.returns", "apps.parts.forms_returns", "apps.parts.returns_data"
_NOTE = Grounds("note", _("In a few words"), most=500)
_GROUNDS = Grounds("note", _("Grounds"), least=10, most=500, help=_("The dealer reads it, and it stays on record."))
_ANSWERED = (ClockChange("stop", names.RETURN_ANSWER),)
_DECIDED = (ClockChange("stop", names.RETURN_DECISION),)
_ATTACH = {
    "form": f"{_FORMS}.AttachToReturnForm",
    "data": f"{_DATA}.AttachToReturnData",
    "service": f"{_SERVICES}.attach_to_return",
    "done": _("They stand beside the return now. The other side has been told."),
}

STEPS = (
    Step(
        "grant",
        pgettext_lazy("return", "Grant it"),
        (_S.ASKED,),
        _S.GRANTED,
        _MAKER,
        words=pgettext_lazy("return event", "Granted under %(return_number)s, to be sent by %(send_by)s"),
        grounds=_NOTE,
        form=f"{_FORMS}.GrantForm",
        data=f"{_DATA}.GrantData",
        service=f"{_SERVICES}.grant_return",
        clocks=_ANSWERED,
        notices=(Notice("dealer", gettext_noop("Return %(number)s was granted: send the parts")),),
        done=_("The dealer was told, and sends them by then."),
    ),
    Step(
        "refuse",
        pgettext_lazy("return", "Refuse it"),
        (_S.ASKED,),
        _S.REFUSED,
        _MAKER,
        words=pgettext_lazy("return event", "Refused: %(refusal)s"),
        grounds=_GROUNDS,
        form=f"{_FORMS}.RefuseForm",
        data=f"{_DATA}.RefuseData",
        service=f"{_SERVICES}.refuse_return",
        clocks=_ANSWERED,
        notices=(Notice("dealer", gettext_noop("Return %(number)s was refused")),),
        tone="bad",
        grave=True,
        done=_("The dealer was told why."),
    ),
    Step(
        "send",
        pgettext_lazy("return", "Send the parts"),
        (_S.GRANTED,),
        _S.SENT,
        _DEALER,
        words=pgettext_lazy("return event", "%(sent)s sent"),
        grounds=None,
        form=f"{_FORMS}.SendForm",
        data=f"{_DATA}.SendData",
        service=f"{_SERVICES}.send_return",
        clocks=(ClockChange("start", names.RETURN_DECISION),),
        notices=(Notice("manufacturer", gettext_noop("Return %(number)s is on its way to you")),),
        done=_("The parts are off your shelf. The manufacturer looks at them and credits them, or says why not."),
    ),
    Step(
        "receive",
        pgettext_lazy("return", "The parts came"),
        (_S.SENT,),
        _S.RECEIVED,
        _MAKER,
        words=pgettext_lazy("return event", "%(found)s came: %(finding)s"),
        grounds=_NOTE,
        form=f"{_FORMS}.FoundForm",
        data=f"{_DATA}.FoundData",
        service=f"{_SERVICES}.receive_return",
        notices=(Notice("dealer", gettext_noop("Return %(number)s came, and is being looked at")),),
        done=_("Credit it next, or say why not."),
    ),
    Step(
        "credit",
        pgettext_lazy("return", "Credit it"),
        (_S.RECEIVED,),
        _S.CREDITED,
        _MAKER,
        words=pgettext_lazy("return event", "%(credit)s %(currency)s credited"),
        grounds=Grounds(
            "note", _("In a few words"), most=500, help=_("Why not all of it is credited, where that is so.")
        ),
        form=f"{_FORMS}.CreditForm",
        data=f"{_DATA}.CreditData",
        service=f"{_SERVICES}.credit_return",
        clocks=_DECIDED,
        notices=(Notice("dealer", gettext_noop("Return %(number)s was credited")),),
        tone="ok",
        done=_("The dealer reads what is credited."),
    ),
    Step(
        "reject",
        pgettext_lazy("return", "Do not credit it"),
        (_S.RECEIVED,),
        _S.REJECTED,
        _MAKER,
        words=pgettext_lazy("return event", "Not credited"),
        grounds=_GROUNDS,
        clocks=_DECIDED,
        notices=(
            Notice("dealer", gettext_noop("Return %(number)s is not credited: take the parts back or leave them")),
        ),
        tone="bad",
        grave=True,
        done=_("The dealer was told why, and says what becomes of the parts."),
    ),
    Step(
        "take_back",
        pgettext_lazy("return", "The parts are with us again"),
        (_S.SENT, _S.REJECTED),
        _S.BACK,
        _DEALER,
        words=pgettext_lazy("return event", "%(back)s taken back onto the shelf"),
        grounds=_NOTE,
        form=f"{_FORMS}.BackForm",
        data=f"{_DATA}.BackData",
        service=f"{_SERVICES}.take_back_return",
        clocks=(ClockChange("drop", names.RETURN_DECISION),),
        notices=(Notice("manufacturer", gettext_noop("The dealer has the parts of return %(number)s again")),),
        tone="neutral",
        done=_("The parts are in your stock again."),
    ),
    Step(
        "leave",
        pgettext_lazy("return", "Leave them with the manufacturer"),
        (_S.REJECTED,),
        _S.LEFT,
        _DEALER,
        words=pgettext_lazy("return event", "Left with the manufacturer, who may scrap them"),
        grounds=_NOTE,
        notices=(Notice("manufacturer", gettext_noop("The dealer leaves the parts of return %(number)s with you")),),
        tone="neutral",
        confirm=_("Yes, without any credit: they do not come back"),
    ),
    Step(
        "withdraw",
        pgettext_lazy("return", "Withdraw it"),
        (_S.ASKED, _S.GRANTED),
        _S.WITHDRAWN,
        _DEALER,
        words=pgettext_lazy("return event", "Withdrawn"),
        grounds=_NOTE,
        clocks=(ClockChange("drop"),),
        notices=(Notice("manufacturer", gettext_noop("Return %(number)s was withdrawn")),),
        tone="neutral",
        grave=True,
    ),
    attach(
        # Until the parts have come: what they looked like when they left.
        (_S.ASKED, _S.GRANTED, _S.SENT),
        Side.DEALER,
        "shown",
        Notice("manufacturer", gettext_noop("Return %(number)s: the dealer added photos or papers")),
        **_ATTACH,
    ),
    attach(
        (_S.RECEIVED,),
        Side.MANUFACTURER,
        "finding_shown",
        Notice("dealer", gettext_noop("Return %(number)s: the manufacturer added photos or papers of what it found")),
        **_ATTACH,
    ),
    Step(
        "lapse",
        pgettext_lazy("return", "Let it lapse"),
        (_S.GRANTED,),
        _S.LAPSED,
        (Side.SYSTEM,),
        words=pgettext_lazy("return event", "Not sent by the day that was granted"),
        grounds=None,
        effect=f"{_SERVICES}.lapsed",
        notices=(
            Notice("dealer", gettext_noop("Return %(number)s lapsed: the parts were not sent in time")),
            Notice("manufacturer", gettext_noop("Return %(number)s lapsed: the parts were not sent in time")),
        ),
        tone="neutral",
        page=False,
        api=False,
    ),
)
HAPPENINGS = (
    Happening(
        "ask",
        pgettext_lazy("return event", "Asked to take %(quantity)s back: %(reason)s"),
        (Notice("manufacturer", gettext_noop("A dealer asks to return parts: %(number)s")),),
    ),
)


def _fact(case: PartReturn) -> dict[str, Any]:
    return {"part": case.part_id}


KIND = register(
    CaseKind(
        name="partreturn",
        model=PartReturn,
        steps=STEPS,
        happenings=HAPPENINGS,
        codes={"refusal": PartReturn.Refusal, "finding": PartReturn.Finding, "reason": PartReturn.Reason},
        page="parts:return",
        start=_S.ASKED,
        over=(_S.REFUSED, _S.WITHDRAWN, _S.LAPSED, _S.CREDITED, _S.BACK, _S.LEFT),
        began=lambda case: case.asked_at,
        sides=PartReturn.sides,
        door="parts.return",
        moved=RETURN_MOVED,
        clocks="apps.parts.services.return_clocks.run",
        fact=_fact,
        tones={_S.ASKED: "info"},
    )
)

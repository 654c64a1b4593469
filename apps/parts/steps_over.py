"""Rows of the table of orders: what came over, and photos and papers beside reports and consignments."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from apps.casework.steps import Grounds, Notice, Step
from apps.organizations.scope import Side

from .models import OrderLine
from .steps_attach import attach

_S = OrderLine.Status
_SERVICES, _OVER = "apps.parts.services", "apps.parts.forms_over"
_ON_THE_WAY = (_S.DISPATCHED, _S.DELIVERED)
#: Came without being sent, and not the dealer's yet: they lie in quarantine.
NOT_OURS = (_S.OVER, _S.SEND_BACK)
_ATTACH = {
    "form": "apps.parts.forms_papers.AttachForm",
    "data": "apps.parts.papers_data.AttachData",
    "service": f"{_SERVICES}.attach_papers",
    "done": _("They stand beside the order now. The other side has been told."),
}

OVER_STEPS = (
    Step(
        "report_over",
        _("Report more than was sent"),
        # Found when the box is unpacked, or after the rest was booked in; the line itself stays as it is.
        (*_ON_THE_WAY, _S.RECEIVED),
        _S.OVER,
        (Side.DEALER,),
        words=_("More came than was sent"),
        grounds=Grounds("note", _("What you found"), least=10, most=500),
        form=f"{_OVER}.ReportOverForm",
        data=f"{_OVER}.ReportOverData",
        service=f"{_SERVICES}.report_over",
        fact="over_reported",
        notices=(
            Notice("manufacturer", gettext_noop("Order %(number)s: more came than you sent. Say what becomes of it")),
        ),
        tone="warn",
        grave=True,
        done=_("The pieces lie in quarantine. The manufacturer was asked what becomes of them."),
    ),
    Step(
        "keep_over",
        _("Let the dealer keep them"),
        (_S.OVER,),
        _S.RECEIVED,
        (Side.MANUFACTURER,),
        words=_("The dealer keeps what came over"),
        grounds=Grounds("note", _("In a few words"), most=300),
        form=f"{_OVER}.KeepOverForm",
        data=f"{_OVER}.OverData",
        service=f"{_SERVICES}.keep_over",
        fact="over_kept",
        notices=(Notice("dealer", gettext_noop("Order %(number)s: you may keep what came over. It is in your stock")),),
        tone="ok",
        done=_("They are in the dealer's stock now, as ordered."),
    ),
    Step(
        "call_back",
        _("Ask for what came over"),
        (_S.OVER,),
        _S.SEND_BACK,
        (Side.MANUFACTURER,),
        words=_("The manufacturer asks for what came over"),
        grounds=Grounds("note", _("Where to, and who pays the way"), least=10, most=300),
        form=f"{_OVER}.CallBackForm",
        data=f"{_OVER}.OverData",
        service=f"{_SERVICES}.call_back",
        fact="over_called_back",
        notices=(Notice("dealer", gettext_noop("Order %(number)s: send back what came over")),),
        tone="warn",
        grave=True,
        done=_("The dealer was asked to send them back."),
    ),
    Step(
        "send_back",
        _("Send back what came over"),
        # Unasked, too: what was not ordered need not lie there until somebody answers.
        NOT_OURS,
        _S.SENT_BACK,
        (Side.DEALER,),
        words=_("What came over was sent back: %(tracking)s"),
        grounds=None,
        form=f"{_OVER}.SendBackForm",
        data=f"{_OVER}.SendBackData",
        service=f"{_SERVICES}.send_back_over",
        fact="over_sent_back",
        notices=(Notice("manufacturer", gettext_noop("Order %(number)s: the dealer sent back what came over")),),
        tone="neutral",
        grave=True,
        done=_("They are out of your stock. The manufacturer was told."),
    ),
    attach(
        (_S.REPORTED, _S.OVER),
        Side.DEALER,
        "shown",
        Notice("manufacturer", gettext_noop("Order %(number)s: the dealer added photos or papers to its report")),
        **_ATTACH,
    ),
    attach(
        (_S.DISPATCHED, _S.DELIVERED, _S.RECEIVED, _S.REPORTED, _S.CONTESTED),
        Side.MANUFACTURER,
        "papers_sent",
        Notice("dealer", gettext_noop("Order %(number)s: the manufacturer added papers of a consignment")),
        **_ATTACH,
    ),
)

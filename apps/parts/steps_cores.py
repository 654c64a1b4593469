"""What may be done with cores that are owed: read by services, pages, API, notices, tests and docs."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from apps.casework.kinds import CaseKind, register
from apps.casework.steps import ClockChange, Grounds, Happening, Notice, Step
from apps.duties import names
from apps.organizations.scope import Side

from .models import Core
from .policies import CORE_MOVED

_S = Core.Status
_DEALER, _MAKER = (Side.DEALER,), (Side.MANUFACTURER,)
_SERVICES, _FORMS, _DATA = "apps.parts.services.cores", "apps.parts.forms_cores", "apps.parts.cores_data"
_DECIDED = (ClockChange("stop", names.RETURN_DECISION),)

STEPS = (
    Step(
        "send",
        pgettext_lazy("core", "Send cores"),
        (_S.OWED,),
        _S.SENT,
        _DEALER,
        words=pgettext_lazy("core event", "%(quantity)s sent"),
        grounds=None,
        form=f"{_FORMS}.SendCoreForm",
        data=f"{_DATA}.SendCoreData",
        service=f"{_SERVICES}.send_core",
        clocks=(ClockChange("start", names.RETURN_DECISION),),
        notices=(Notice("manufacturer", gettext_noop("Cores are on their way to you: %(number)s")),),
        done=_("The manufacturer looks at them and credits the deposit, or says why not."),
    ),
    Step(
        "credit",
        pgettext_lazy("core", "Accept and credit"),
        (_S.SENT,),
        _S.CREDITED,
        _MAKER,
        words=pgettext_lazy("core event", "%(accepted)s accepted, their deposit credited"),
        grounds=Grounds("note", _("In a few words"), most=500, help=_("Why not all are accepted, where that is so.")),
        form=f"{_FORMS}.CreditCoreForm",
        data=f"{_DATA}.CreditCoreData",
        service=f"{_SERVICES}.credit_core",
        clocks=_DECIDED,
        notices=(Notice("dealer", gettext_noop("The deposit of cores %(number)s was credited")),),
        tone="ok",
        done=_("The dealer reads what is credited."),
    ),
    Step(
        "refuse",
        pgettext_lazy("core", "Accept none"),
        (_S.SENT,),
        _S.REFUSED,
        _MAKER,
        words=pgettext_lazy("core event", "Not accepted: %(refusal)s"),
        grounds=Grounds(
            "note", _("Grounds"), least=10, most=500, help=_("The dealer reads it, and it stays on record.")
        ),
        form=f"{_FORMS}.RefuseCoreForm",
        data=f"{_DATA}.RefuseCoreData",
        service=f"{_SERVICES}.refuse_core",
        clocks=_DECIDED,
        notices=(Notice("dealer", gettext_noop("Cores %(number)s were not accepted")),),
        tone="bad",
        grave=True,
        done=_("The dealer was told why."),
    ),
    Step(
        "keep",
        pgettext_lazy("core", "Keep them and give up the deposit"),
        (_S.OWED,),
        _S.KEPT,
        _DEALER,
        words=pgettext_lazy("core event", "Not returned: the dealer gives up the deposit"),
        grounds=Grounds("note", _("In a few words"), most=500),
        notices=(Notice("manufacturer", gettext_noop("Cores %(number)s are not returned: the deposit is yours")),),
        tone="neutral",
        confirm=_("Yes, the deposit is not claimed any more"),
    ),
)
HAPPENINGS = (
    Happening(
        "owe",
        pgettext_lazy("core event", "%(quantity)s owed back, by %(due_on)s"),
        (Notice("dealer", gettext_noop("Used parts are owed back for what you received: %(number)s")),),
    ),
)


def _fact(case: Core) -> dict[str, Any]:
    return {"part": case.part_id}


KIND = register(
    CaseKind(
        name="core",
        model=Core,
        steps=STEPS,
        happenings=HAPPENINGS,
        codes={"refusal": Core.Refusal},
        page="parts:core",
        start=_S.OWED,
        over=(_S.CREDITED, _S.REFUSED, _S.KEPT),
        began=lambda case: case.owed_at,
        sides=Core.sides,
        door="parts.core",
        moved=CORE_MOVED,
        clocks="apps.parts.services.return_clocks.run",
        fact=_fact,
        tones={_S.OWED: "warn"},
    )
)

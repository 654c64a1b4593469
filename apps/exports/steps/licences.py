"""What may be done with an export licence: people of the authority verify, suspend, reinstate and withdraw it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from apps.casework.kinds import CaseKind, register
from apps.casework.steps import Grounds, Happening, Notice, Step
from apps.organizations.scope import Side

from ..models import Licence
from ..policies import LICENCE_MOVED

_S = Licence.Status
_AUTHORITY = (Side.AUTHORITY,)
_COMPARED = Grounds("note", _("What you compared, and what it showed"), least=10)
_WHY = Grounds("note", _("Grounds"), least=20, rows=4, help=_("Both sides read it, and it stays on record."))
_SERVICES = "apps.exports.services.licences"

# None of these is in the API: a program may read licences, and people decide on them.
STEPS = (
    Step(
        "verify",
        pgettext_lazy("licence", "Verify"),
        (_S.APPLIED,),
        _S.VALID,
        _AUTHORITY,
        words=pgettext_lazy("licence event", "Verified: valid from %(valid_from)s to %(valid_to)s"),
        grounds=_COMPARED,
        form="apps.exports.forms.VerifyForm",
        service=f"{_SERVICES}.verify",
        notices=(Notice("manufacturer", gettext_noop("Export licence %(licence_number)s is verified")),),
        tone="ok",
        api=False,
    ),
    Step(
        "suspend",
        pgettext_lazy("licence", "Suspend"),
        (_S.VALID,),
        _S.SUSPENDED,
        _AUTHORITY,
        words=pgettext_lazy("licence event", "Suspended from %(begins_on)s on"),
        grounds=_WHY,
        effect=f"{_SERVICES}.hold",
        notices=(Notice("manufacturer", gettext_noop("Export licence %(licence_number)s is suspended"), urgent=True),),
        tone="bad",
        grave=True,
        api=False,
    ),
    Step(
        "reinstate",
        pgettext_lazy("licence", "Reinstate"),
        (_S.SUSPENDED,),
        _S.VALID,
        _AUTHORITY,
        words=pgettext_lazy("licence event", "Holds again from %(ends_on)s on"),
        grounds=_WHY,
        effect=f"{_SERVICES}.end_hold",
        notices=(Notice("manufacturer", gettext_noop("Export licence %(licence_number)s holds again")),),
        tone="ok",
        api=False,
    ),
    Step(
        "withdraw",
        pgettext_lazy("licence", "Withdraw"),
        (_S.APPLIED, _S.VALID, _S.SUSPENDED),
        _S.WITHDRAWN,
        _AUTHORITY,
        words=pgettext_lazy("licence event", "Withdrawn from %(begins_on)s on"),
        grounds=_WHY,
        effect=f"{_SERVICES}.hold_for_good",
        notices=(Notice("manufacturer", gettext_noop("Export licence %(licence_number)s is withdrawn"), urgent=True),),
        tone="bad",
        confirm=_("A licence that is withdrawn does not hold again."),
        api=False,
    ),
)
HAPPENINGS = (
    Happening(
        "registered",
        pgettext_lazy("licence event", "Application entered"),
        (Notice("manufacturer", gettext_noop("An application for export licence %(licence_number)s is on record")),),
    ),
)


def _fact(licence: Licence) -> dict[str, Any]:
    return {"licence_number": licence.licence_number}


KIND = register(
    CaseKind(
        name="licence",
        model=Licence,
        steps=STEPS,
        happenings=HAPPENINGS,
        page="exports:licence",
        start=_S.APPLIED,
        over=(_S.WITHDRAWN,),
        began=lambda licence: licence.registered_at,
        sides=lambda licence: licence.sides(),
        door="exports.licence",
        moved=LICENCE_MOVED,
        fact=_fact,
        tones={_S.APPLIED: "info"},
    )
)

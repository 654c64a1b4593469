"""What may be done with a confirmation letter: administrators of its maker put another in its place, or revoke it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from apps.casework.kinds import CaseKind, register
from apps.casework.steps import Grounds, Happening, Notice, Step
from apps.organizations.scope import Side

from ..models import Letter
from ..policies import LETTER_MOVED
from ..services.people import ISSUERS

_S = Letter.Status
_MAKER = (Side.MANUFACTURER,)
_WHY = Grounds(
    "note", _("Reason"), least=10, help=_("The authority reads it, and it stays on record. The public page does not.")
)
_SERVICES = "apps.exports.services.letters"

# None of these is in the API: people give a firm's word.
STEPS = (
    Step(
        "replace",
        pgettext_lazy("letter", "Replace"),
        (_S.ISSUED,),
        _S.REPLACED,
        _MAKER,
        roles=ISSUERS,
        words=pgettext_lazy("letter event", "Replaced by %(by)s"),
        grounds=_WHY,
        service=f"{_SERVICES}.replace_letter",
        tone="neutral",
        # Its page asks for the cars of the letter that takes its place.
        page=False,
        api=False,
    ),
    Step(
        "revoke",
        pgettext_lazy("letter", "Revoke"),
        (_S.ISSUED,),
        _S.REVOKED,
        _MAKER,
        roles=ISSUERS,
        words=pgettext_lazy("letter event", "Revoked"),
        grounds=_WHY,
        effect=f"{_SERVICES}.end",
        notices=(Notice("manufacturer", gettext_noop("Confirmation letter %(number)s was revoked"), urgent=True),),
        tone="bad",
        confirm=_("A letter that is revoked promises nothing any more, to nobody, and does not come back."),
        api=False,
    ),
)
HAPPENINGS = (
    Happening("issued", pgettext_lazy("letter event", "Issued")),
    Happening("sealed", pgettext_lazy("letter event", "Sealed; its digest is in the register")),
)


def _fact(letter: Letter) -> dict[str, Any]:
    return {"licence_number": letter.licence_number}


KIND = register(
    CaseKind(
        name="letter",
        model=Letter,
        steps=STEPS,
        happenings=HAPPENINGS,
        page="exports:letter",
        start=_S.ISSUED,
        over=(_S.REPLACED, _S.REVOKED),
        began=lambda letter: letter.issued_at,
        sides=lambda letter: letter.sides(),
        door="exports.letter",
        moved=LETTER_MOVED,
        fact=_fact,
        tones={_S.ISSUED: "ok"},
    )
)

"""What may be done with an objection: somebody of the manufacturer who did not deny answers; its owner withdraws it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from apps.casework.kinds import CaseKind, register
from apps.casework.steps import Grounds, Happening, Notice, Step
from apps.claims.contact import called_in_history
from apps.organizations.scope import Side

from ..models import Objection
from ..next_words import objection_fact, objection_next
from ..policies import OBJECTION_MOVED

_S = Objection.Status
_SERVICES = "apps.disputes.services.objections"
_READ = _("Owner, workshop and authority read it.")

STEPS = (
    Step(
        "uphold",
        pgettext_lazy("objection", "Uphold it: take the denial back"),
        (_S.OPEN,),
        _S.UPHELD,
        (Side.MANUFACTURER,),
        words=pgettext_lazy("objection event", "Upheld: the denial is taken back"),
        grounds=Grounds("note", _("What is done now"), least=10, rows=3, help=_READ),
        effect=f"{_SERVICES}.uphold",
        notices=(Notice("owner", gettext_noop("Your objection %(number)s was upheld: %(claim_number)s is repaired")),),
        tone="ok",
        # A firm's word on its own denial is given by people, on pages.
        api=False,
    ),
    Step(
        "reject",
        pgettext_lazy("objection", "Reject it"),
        (_S.OPEN,),
        _S.REJECTED,
        (Side.MANUFACTURER,),
        words=pgettext_lazy("objection event", "Rejected"),
        grounds=Grounds("note", _("Why, and what it rests on"), least=40, rows=5, help=_READ),
        effect=f"{_SERVICES}.reject",
        notices=(Notice("owner", gettext_noop("Your objection %(number)s was rejected: you can go to the authority")),),
        tone="bad",
        grave=True,
        api=False,
    ),
    # The denial was taken back meanwhile, on the claim itself.
    Step(
        "settle",
        pgettext_lazy("objection", "End it: the denial was taken back"),
        (_S.OPEN,),
        _S.UPHELD,
        (Side.SYSTEM,),
        words=pgettext_lazy("objection event", "The denial was taken back"),
        effect=f"{_SERVICES}.end",
        fact=None,
        tone="ok",
        page=False,
        api=False,
    ),
    Step(
        "withdraw",
        pgettext_lazy("objection", "Withdraw the objection"),
        (_S.OPEN,),
        _S.WITHDRAWN,
        (Side.OWNER,),
        words=pgettext_lazy("objection event", "Withdrawn"),
        effect=f"{_SERVICES}.withdraw",
        notices=(Notice("manufacturer", gettext_noop("The owner withdrew objection %(number)s")),),
        tone="neutral",
        confirm=_("Yes, withdraw it: the denial stands, and is not objected to again"),
    ),
)
HAPPENINGS = (
    Happening(
        "filed",
        pgettext_lazy("objection event", "The owner objects to the denial"),
        (
            Notice(
                "manufacturer",
                gettext_noop("Objection %(number)s to the denial of %(claim_number)s: somebody else answers it"),
                urgent=True,
            ),
            Notice("dealer", gettext_noop("The owner objects to the denial of %(claim_number)s")),
        ),
    ),
)

KIND = register(
    CaseKind(
        name="objection",
        model=Objection,
        steps=STEPS,
        happenings=HAPPENINGS,
        page="disputes:objection",
        start=_S.OPEN,
        over=(_S.UPHELD, _S.REJECTED, _S.WITHDRAWN),
        began=lambda objection: objection.filed_at,
        sides=lambda objection: objection.sides(),
        door="disputes.objection",
        moved=OBJECTION_MOVED,
        fact=objection_fact,
        next_words=objection_next,
        called=called_in_history,
        tones={_S.OPEN: "warn"},
    )
)

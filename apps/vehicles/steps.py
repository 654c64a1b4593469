"""What may be done with a registration: prove it, verify it, contest it, let the car go."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from apps.casework.kinds import CaseKind, register
from apps.casework.steps import Grounds, Happening, Notice, Step
from apps.organizations.scope import Actor, Side

from .models import CURRENT, Registration
from .policies import REGISTRATION_MOVED

_S = Registration.Status
#: The car's workshop, whose eyes and papers these are, and the authority. No manufacturer: it answers for every car
#: that counts, so it has an interest in refusing.
JUDGES = (Side.DEALER, Side.AUTHORITY)
_SEEN = Grounds("note", _("What you looked at, and what it showed"), least=10)
_WHY = Grounds("note", _("Why, for the owner to read"), least=20)
_SERVICES = "apps.vehicles.services"

STEPS = (
    Step(
        "prove",
        _("Send papers"),
        (_S.UNVERIFIED, _S.PROOF_SENT),
        _S.PROOF_SENT,
        (Side.OWNER,),
        words=pgettext_lazy("registration event", "Papers sent: %(papers)s"),
        grounds=None,
        service=f"{_SERVICES}.proofs.prove",
        notices=(Notice("dealer", gettext_noop("Papers of %(vin)s wait to be looked at")),),
        page=False,
        api=False,
    ),
    # To a contest: the holder's answer, and what the other one adds.
    Step(
        "prove",
        _("Send papers"),
        (_S.VERIFIED, _S.CONTESTING),
        "",
        (Side.OWNER,),
        words=pgettext_lazy("registration event", "Papers sent: %(papers)s"),
        page=False,
        api=False,
    ),
    Step(
        "verify",
        _("Verify"),
        (_S.UNVERIFIED, _S.PROOF_SENT),
        _S.VERIFIED,
        JUDGES,
        words=pgettext_lazy("registration event", "Verified"),
        grounds=_SEEN,
        form="apps.vehicles.registration_forms.SeenForm",
        data="apps.vehicles.registrations_api.SeenData",
        service=f"{_SERVICES}.proofs.verify",
        notices=(Notice("owner", gettext_noop("Your registration of %(vin)s is verified")),),
        tone="ok",
    ),
    Step(
        "refuse_proof",
        _("The papers prove nothing"),
        (_S.PROOF_SENT,),
        _S.UNVERIFIED,
        JUDGES,
        words=pgettext_lazy("registration event", "The papers were not enough"),
        grounds=_WHY,
        effect=f"{_SERVICES}.looking.looked",
        notices=(Notice("owner", gettext_noop("Your papers of %(vin)s were not enough: read why, and send others")),),
        tone="neutral",
        grave=True,
    ),
    Step(
        "change_workshop",
        _("Change the workshop"),
        CURRENT,
        "",
        (Side.OWNER,),
        words=pgettext_lazy("registration event", "Another workshop"),
        grounds=None,
        service=f"{_SERVICES}.ownership.change_workshop",
        page=False,
        api=False,
    ),
    Step(
        "let_go",
        _("End the registration"),
        CURRENT,
        _S.ENDED,
        (Side.OWNER,),
        words=pgettext_lazy("registration event", "The owner let the car go"),
        grounds=None,
        service=f"{_SERVICES}.ownership.let_go",
        tone="neutral",
        page=False,
        api=False,
    ),
    Step(
        "withdraw",
        pgettext_lazy("contest of a registration", "Withdraw"),
        (_S.CONTESTING,),
        _S.WITHDRAWN,
        (Side.OWNER,),
        words=pgettext_lazy("registration event", "Contest withdrawn"),
        grounds=None,
        service=f"{_SERVICES}.contests.withdraw",
        tone="neutral",
        confirm=_("I no longer say that the car is mine."),
    ),
    Step(
        "award",
        _("Give the car to this person"),
        (_S.CONTESTING,),
        _S.VERIFIED,
        JUDGES,
        words=pgettext_lazy("registration event", "The contest succeeded: the car is registered to this person"),
        grounds=_SEEN,
        form="apps.vehicles.registration_forms.SeenForm",
        data="apps.vehicles.registrations_api.SeenData",
        service=f"{_SERVICES}.contests.award",
        notices=(Notice("owner", gettext_noop("%(vin)s is registered to you now")),),
        tone="ok",
        confirm=_("The registration that stands ends; its owner is told so."),
    ),
    Step(
        "refuse_contest",
        _("Refuse the contest"),
        (_S.CONTESTING,),
        _S.REFUSED,
        JUDGES,
        words=pgettext_lazy("registration event", "The contest was refused"),
        grounds=_WHY,
        service=f"{_SERVICES}.contests.refuse_contest",
        notices=(Notice("owner", gettext_noop("Your contest of %(vin)s was refused: read why")),),
        tone="warn",
        grave=True,
    ),
)
HAPPENINGS = (
    Happening("registered", pgettext_lazy("registration event", "Registered")),
    Happening("on_record", pgettext_lazy("registration event", "Registered before this record began")),
    Happening(
        "verified_by_record",
        pgettext_lazy("registration event", "Verified by the manufacturer's record of export"),
        (Notice("owner", gettext_noop("Your registration of %(vin)s is verified: its manufacturer recorded the car")),),
    ),
    Happening("handover_offered", pgettext_lazy("registration event", "A link to take the car over was made")),
    Happening("handover_withdrawn", pgettext_lazy("registration event", "The link to take the car over was withdrawn")),
    Happening("history_shown", pgettext_lazy("registration event", "A link to the service history was made")),
    Happening("history_hidden", pgettext_lazy("registration event", "The link to the service history was withdrawn")),
    Happening(
        "handed_over",
        pgettext_lazy("registration event", "Handed over to the next owner"),
        (Notice("owner", gettext_noop("%(vin)s was taken over by its next owner")),),
    ),
    Happening("taken_over", pgettext_lazy("registration event", "Taken over from whoever held it")),
    Happening(
        "contest_opened",
        pgettext_lazy("registration event", "Contest begun"),
        (Notice("dealer", gettext_noop("Somebody contests who holds %(vin)s")),),
    ),
    Happening(
        "contested",
        pgettext_lazy("registration event", "Somebody else says that the car is theirs"),
        (Notice("owner", gettext_noop("Somebody else says that %(vin)s is theirs: answer with papers")),),
    ),
    Happening(
        "answered",
        pgettext_lazy("registration event", "The holder answered with papers"),
        (Notice("dealer", gettext_noop("The holder of %(vin)s answered a contest")),),
    ),
    Happening(
        "contest_over",
        pgettext_lazy("registration event", "The contest is over: the registration stands"),
        (Notice("owner", gettext_noop("Nobody contests your registration of %(vin)s any more")),),
    ),
    Happening(
        "lost",
        pgettext_lazy("registration event", "Ended: the car was found to be somebody else's"),
        (Notice("owner", gettext_noop("Your registration of %(vin)s ended: the car was found to be somebody else's")),),
    ),
    Happening(
        "freed",
        pgettext_lazy("registration event", "The holder let the car go: it is registered to this person"),
        (Notice("owner", gettext_noop("The holder of %(vin)s let it go: it is registered to you now")),),
    ),
)


def _fact(registration: Registration) -> dict[str, Any]:
    return {"vin": registration.vin}


def _called(actor: Actor) -> str:
    """Firms by name, owners not: two people may be at odds over a car, and the authority reads the history."""
    return "" if actor.side is Side.OWNER else actor.organization_name or actor.name


KIND = register(
    CaseKind(
        name="registration",
        model=Registration,
        steps=STEPS,
        happenings=HAPPENINGS,
        page="vehicles:registration",
        start=_S.UNVERIFIED,
        over=(_S.ENDED, _S.REFUSED, _S.WITHDRAWN),
        began=lambda registration: registration.registered_at,
        sides=lambda registration: registration.sides(),
        door="vehicles.registration",
        moved=REGISTRATION_MOVED,
        fact=_fact,
        called=_called,
        tones={_S.UNVERIFIED: "warn", _S.PROOF_SENT: "info", _S.CONTESTING: "info"},
    )
)

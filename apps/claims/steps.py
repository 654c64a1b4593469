"""What may be done with a claim: one table for services, pages, API, notices, badges, tests and documentation."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from apps.casework.kinds import CaseKind, register
from apps.casework.steps import Grounds, Happening, Notice, Step
from apps.organizations.scope import Side
from apps.parts.models import Promise as PartPromise

from .contact import VERB as SEE_CONTACT
from .contact import called_in_history
from .models import Claim
from .next_words import fact_of, next_words
from .policies import MOVED
from .seen_vins import VERB as SEE_VIN

_S = Claim.Status
_UNDER_WAY = (_S.RESPONDED, _S.IN_REPAIR)
_NOT_REPAIRED = (_S.FILED, *_UNDER_WAY)
_SERVICES = "apps.claims.services"
#: Nothing more is owed in these.
OVER = (_S.CLOSED, _S.DENIED, _S.WITHDRAWN)
_REASON = Grounds("message", _("What you need it for"), least=5, most=500)


def _message(least: int = 3, help: Any = "") -> Grounds:
    return Grounds("message", _("Message"), least=least, most=4000, rows=3, help=help)


_EXPLANATION = Grounds("explanation", _("Explanation for the owner"), least=20, rows=4)
_GOES_ON_TEXT = gettext_noop("Your request %(number)s goes on: it is not denied")
_GOES_ON = (
    Notice("owner", _GOES_ON_TEXT),
    Notice("dealer", gettext_noop("%(number)s is not denied: it is to be repaired")),
)

STEPS = (
    Step(
        "respond",
        _("Answer"),
        (_S.FILED,),
        _S.RESPONDED,
        (Side.DEALER,),
        words=_("The workshop answered"),
        grounds=_message(least=7, help=_("Say a day, a decision, or what you need to know and why.")),
        service=f"{_SERVICES}.respond",
        notices=(Notice("owner", gettext_noop("The workshop answered your request %(number)s")),),
    ),
    Step(
        "start_repair",
        _("Take the vehicle in"),
        (_S.RESPONDED,),
        _S.IN_REPAIR,
        (Side.DEALER,),
        words=_("Vehicle taken in"),
        service=f"{_SERVICES}.start_repair",
        told_later=True,
        notices=(Notice("owner", gettext_noop("Your vehicle is in the workshop (%(number)s)")),),
    ),
    Step(
        "order_parts",
        _("Order parts"),
        _UNDER_WAY,
        "",
        (Side.DEALER,),
        words=_("Parts ordered: the wait is the manufacturer's"),
        grounds=None,
        form="apps.claims.forms.PartsForm",
        data="apps.claims.api_data.PartsData",
        service=f"{_SERVICES}.order_parts",
        hint="claims/_find_parts.html",
        notices=(Notice("owner", gettext_noop("Parts were ordered for your request %(number)s")),),
    ),
    Step(
        "reserve_parts",
        _("Reserve parts"),
        _UNDER_WAY,
        "",
        (Side.DEALER,),
        words=_("Parts reserved for the repair"),
        grounds=None,
        form="apps.claims.part_forms.ReserveForm",
        data="apps.claims.api_data.ReserveData",
        service=f"{_SERVICES}.reserve_parts",
        hint="claims/_find_parts.html",
        done=_("Kept for this repair; what was neither there nor coming is ordered."),
    ),
    Step(
        "ask_owner",
        _("Ask the owner"),
        _NOT_REPAIRED,
        "",
        (Side.DEALER,),
        words=_("Question to the owner"),
        grounds=_message(
            help=_("Say why you need to know it. The time stops for some days only; asking again reminds the owner.")
        ),
        service=f"{_SERVICES}.ask_owner",
        notices=(Notice("owner", gettext_noop("The workshop asks you something about %(number)s"), urgent=True),),
    ),
    Step(
        "complete",
        _("Complete the repair"),
        (_S.IN_REPAIR,),
        _S.REPAIRED,
        (Side.DEALER,),
        words=_("Repair completed"),
        grounds=Grounds("correction", _("Work done"), least=3, most=4000, rows=3),
        form="apps.claims.forms.CompleteForm",
        data="apps.claims.api_data.CompleteData",
        service=f"{_SERVICES}.complete_repair",
        told_later=True,
        tone="ok",
        notices=(Notice("owner", gettext_noop("Your vehicle is repaired (%(number)s)")),),
    ),
    Step(
        "hand_back",
        _("Hand the vehicle back"),
        (_S.REPAIRED,),
        _S.HANDED_BACK,
        (Side.DEALER,),
        words=_("Vehicle handed back"),
        service=f"{_SERVICES}.hand_back",
        told_later=True,
        tone="ok",
        notices=(Notice("owner", gettext_noop("Is everything repaired? Please confirm %(number)s")),),
    ),
    Step(
        "close",
        _("Confirm that it is repaired"),
        (_S.HANDED_BACK,),
        _S.CLOSED,
        (Side.OWNER, Side.SYSTEM),
        words=_("Repair confirmed"),
        service=f"{_SERVICES}.close",
        tone="neutral",
        notices=(
            Notice("dealer", gettext_noop("The repair of %(number)s is confirmed")),
            Notice("owner", gettext_noop("%(number)s is closed")),
        ),
    ),
    Step(
        "reopen",
        _("It is not repaired"),
        (_S.HANDED_BACK, _S.CLOSED),
        _S.RESPONDED,
        (Side.OWNER,),
        words=_("Opened again: it is not repaired"),
        grounds=_message(least=10),
        service=f"{_SERVICES}.reopen",
        notices=(Notice("dealer", gettext_noop("%(number)s is not repaired, says the owner")),),
    ),
    # A workshop proposes; its manufacturer decides. The system does where nobody acts for the manufacturer.
    Step(
        "propose_denial",
        _("Propose to deny"),
        _NOT_REPAIRED,
        _S.PROPOSED,
        (Side.DEALER,),
        words=_("The workshop proposes to deny: the manufacturer decides"),
        grounds=_EXPLANATION,
        form="apps.claims.forms.DenyForm",
        data="apps.claims.api_data.DenyData",
        service=f"{_SERVICES}.propose_denial",
        tone="warn",
        grave=True,
        notices=(
            Notice("owner", gettext_noop("The workshop would deny %(number)s; the manufacturer decides")),
            Notice("manufacturer", gettext_noop("Decide whether %(number)s is denied: the workshop proposes it")),
        ),
        done=_("Proposed. The manufacturer decides; the owner has been told."),
    ),
    Step(
        "confirm_denial",
        _("Confirm the denial"),
        (_S.PROPOSED,),
        _S.DENIED,
        (Side.MANUFACTURER, Side.SYSTEM),
        words=_("Request denied"),
        grounds=Grounds("note", _("What you add for the owner"), rows=3, help=_("The owner reads both explanations.")),
        service=f"{_SERVICES}.confirm_denial",
        tone="bad",
        grave=True,
        notices=(
            Notice("owner", gettext_noop("Your request %(number)s was denied; the reason is there")),
            Notice("dealer", gettext_noop("The denial of %(number)s was confirmed")),
        ),
    ),
    Step(
        "refuse_denial",
        _("Refuse the denial"),
        (_S.PROPOSED,),
        _S.RESPONDED,
        (Side.MANUFACTURER,),
        words=_("The manufacturer refused the denial: it is to be repaired"),
        grounds=_message(least=10, help=_("Workshop and owner read it.")),
        service=f"{_SERVICES}.refuse_denial",
        notices=_GOES_ON,
    ),
    Step(
        "lapse_denial",
        _("Let the proposed denial lapse"),
        (_S.PROPOSED,),
        _S.RESPONDED,
        (Side.SYSTEM,),
        words=_("The manufacturer did not decide in time, so nothing is denied: it is to be repaired"),
        notices=_GOES_ON,
        page=False,
        api=False,
    ),
    Step(
        "drop_denial",
        _("Take the proposal back"),
        (_S.PROPOSED,),
        _S.RESPONDED,
        (Side.DEALER,),
        words=_("The workshop took its proposal back: it is to be repaired"),
        grounds=_message(least=3),
        service=f"{_SERVICES}.drop_denial",
        notices=(Notice("owner", _GOES_ON_TEXT),),
    ),
    Step(
        "deny",
        _("Deny"),
        _NOT_REPAIRED,
        _S.DENIED,
        (Side.MANUFACTURER,),
        words=_("Request denied"),
        grounds=_EXPLANATION,
        form="apps.claims.forms.DenyForm",
        data="apps.claims.api_data.DenyData",
        service=f"{_SERVICES}.deny",
        tone="bad",
        grave=True,
        notices=(
            Notice("owner", gettext_noop("Your request %(number)s was denied; the reason is there")),
            Notice("dealer", gettext_noop("The manufacturer denied %(number)s")),
        ),
    ),
    Step(
        "reinstate",
        _("Take the denial back"),
        (_S.DENIED,),
        _S.RESPONDED,
        (Side.MANUFACTURER,),
        words=_("Denial taken back"),
        grounds=_message(),
        service=f"{_SERVICES}.reinstate",
        notices=(
            Notice("owner", gettext_noop("The denial of %(number)s was taken back")),
            Notice("dealer", gettext_noop("The denial of %(number)s was taken back")),
        ),
    ),
    Step(
        "message",
        _("Write a message"),
        tuple(_S.values),
        "",
        (Side.OWNER, Side.DEALER, Side.MANUFACTURER),
        words=_("Message"),
        grounds=_message(least=1),
        form="apps.claims.forms.MessageForm",
        data="apps.claims.api_data.MessageData",
        service=f"{_SERVICES}.add_message",
        versioned=False,
        notices=(
            Notice("dealer", gettext_noop("New message on %(number)s")),
            Notice("owner", gettext_noop("New message on %(number)s")),
        ),
    ),
    Step(
        "rate",
        _("Rate the repair"),
        (_S.HANDED_BACK, _S.CLOSED),
        "",
        (Side.OWNER,),
        words=_("The owner rated the repair: %(stars)s of 5"),
        grounds=Grounds(
            "words", _("In your words"), rows=3, help=_("Workshop and manufacturer read it; it cannot be changed.")
        ),
        form="apps.claims.forms.RatingForm",
        data="apps.claims.api_data.RatingData",
        service=f"{_SERVICES}.rate",
        versioned=False,
        notices=(
            Notice("dealer", gettext_noop("The owner rated the repair of %(number)s")),
            Notice("manufacturer", gettext_noop("The owner rated the repair of %(number)s")),
        ),
        done=_("Thank you. Workshop and manufacturer read it."),
    ),
    Step(
        "share_status",
        _("Make a link for the driver"),
        tuple(_S.values),
        "",
        (Side.OWNER,),
        words=_("The owner made a link that shows how far it is"),
        grounds=None,
        service=f"{_SERVICES}.share_status",
        fact=None,
        versioned=False,
        done=_("The link stands on this page: send it to whoever drives the car."),
    ),
    Step(
        "stop_sharing",
        _("End the link"),
        tuple(_S.values),
        "",
        (Side.OWNER,),
        words=_("The owner ended the link"),
        grounds=None,
        service=f"{_SERVICES}.stop_sharing",
        fact=None,
        versioned=False,
        done=_("The link leads nowhere now."),
    ),
    # Looking is a step of its own: what somebody saw, and why, stands where the owner reads it.
    Step(
        SEE_CONTACT,
        _("Show the owner's contact"),
        tuple(_S.values),
        "",
        (Side.MANUFACTURER, Side.REGULATOR, Side.AUTHORITY),
        words=_("The owner's contact was looked at"),
        grounds=_REASON,
        service=f"{_SERVICES}.see_contact",
        grave=True,
        versioned=False,
        # The API shows no contact to anybody.
        api=False,
        notices=(Notice("owner", gettext_noop("Your contact on %(number)s was looked at: the reason stands there")),),
        done=_("You see the contact for a week. The owner has been told."),
    ),
    Step(
        SEE_VIN,
        _("Show the whole VIN"),
        tuple(_S.values),
        "",
        (Side.REGULATOR, Side.AUTHORITY),
        words=_("The whole VIN was looked at"),
        grounds=_REASON,
        service=f"{_SERVICES}.see_vin",
        grave=True,
        versioned=False,
        notices=(Notice("owner", gettext_noop("The VIN on %(number)s was looked at: the reason stands there")),),
        done=_("You see the VIN on this request for a week. The owner has been told."),
    ),
    Step(
        "withdraw",
        _("Withdraw"),
        (*_NOT_REPAIRED, _S.PROPOSED),
        _S.WITHDRAWN,
        (Side.OWNER,),
        words=_("Request withdrawn"),
        service=f"{_SERVICES}.withdraw",
        tone="neutral",
        confirm=_("Yes, withdraw it: the repair is no longer owed on this request"),
        notices=(Notice("dealer", gettext_noop("The owner withdrew %(number)s")),),
    ),
)
HAPPENINGS = (
    Happening(
        "file",
        _("Request filed"),
        (Notice("dealer", gettext_noop("New repair request %(number)s: %(vehicle)s")),),
        fact="filed",
    ),
    Happening(
        "parts_arrived",
        _("All parts are in: the repair goes on"),
        (
            Notice("dealer", gettext_noop("All parts for %(number)s are in")),
            Notice("owner", gettext_noop("All parts for your request %(number)s are in")),
        ),
    ),
    Happening(
        "parts_cancelled",
        _("An ordered part was cancelled: the next step is the workshop's"),
        (
            Notice("dealer", gettext_noop("A part for %(number)s was cancelled")),
            Notice("owner", gettext_noop("A part for %(number)s was cancelled")),
        ),
    ),
    Happening(
        "parts_delivered",
        _("The parts were delivered, says the manufacturer: the next step is the workshop's"),
        (
            Notice("dealer", gettext_noop("Parts for %(number)s were delivered, says the manufacturer")),
            Notice("owner", gettext_noop("Parts for your request %(number)s were delivered, says the manufacturer")),
        ),
    ),
    Happening(
        "parts_missing",
        _("A part that was said to be delivered did not come as ordered: the wait is the manufacturer's again"),
        (Notice("owner", gettext_noop("A part for your request %(number)s did not come: it was asked for again")),),
    ),
    Happening(
        "part_given",
        _("The workshop gave a part that was kept for this request to another one"),
        (
            Notice(
                "owner", gettext_noop("A part kept for %(number)s was given to another request: the reason is there")
            ),
        ),
    ),
    Happening("part_got", _("The workshop gave this request a part that was kept for another one")),
    Happening(
        "no_answer",
        _("No answer in time: the workshop's time runs again"),
        (
            Notice("dealer", gettext_noop("No answer on %(number)s: your time runs again, ask once more or go on")),
            Notice("owner", gettext_noop("The workshop still waits for your answer on %(number)s"), urgent=True),
        ),
    ),
    Happening(
        "part_promised",
        _("The manufacturer promised to send the part by %(promised_on)s"),
        (Notice("owner", gettext_noop("The part for your request %(number)s has a date")),),
    ),
    Happening(
        "part_moved",
        _("The manufacturer moved the day for the part to %(promised_on)s. Reason: %(moved_for)s"),
        (Notice("owner", gettext_noop("The part for your request %(number)s comes later than was promised")),),
    ),
    # Said of a clock once, by the timetable (reminders.py).
    Happening(
        "late",
        "",
        (
            Notice("owner", gettext_noop("%(number)s is late: you may bring it to the authority")),
            Notice("dealer", gettext_noop("%(number)s is past due")),
            Notice("manufacturer", gettext_noop("%(number)s is past due")),
        ),
    ),
    Happening(
        "answer_soon",
        "",
        (
            Notice(
                "owner",
                gettext_noop("The workshop waits for your answer on %(number)s; its time runs again soon"),
                urgent=True,
            ),
        ),
    ),
    Happening("due_soon", "", (Notice("dealer", gettext_noop("%(number)s is due within a day")),)),
)


KIND = register(
    CaseKind(
        name="claim",
        model=Claim,
        steps=STEPS,
        happenings=HAPPENINGS,
        codes={"moved_for": PartPromise.Reason},
        page="claims:detail",
        start=_S.FILED,
        over=OVER,
        began=lambda claim: claim.filed_at,
        sides=Claim.sides,
        door="claims.step",
        moved=MOVED,
        settle="apps.claims.services.work.settle",
        lateness="apps.duties.lateness.check",
        fact=fact_of,
        next_words=next_words,
        called=called_in_history,
        prefixed=True,
    )
)

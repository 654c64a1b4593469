"""What may be done with an appointment of a car: a table, read by services, pages, API, notices, tests and docs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from apps.casework.kinds import CaseKind, register
from apps.casework.steps import Grounds, Happening, Notice, Step
from apps.organizations.scope import Side

from .models import Booking
from .policies import BOOKING_MOVED

_S = Booking.Status
_SERVICES = "apps.workshop.services"
_BOTH_READ = _("Owner and workshop read it.")

STEPS = (
    Step(
        "accept",
        pgettext_lazy("appointment of a car", "Accept"),
        (_S.OFFERED,),
        _S.AGREED,
        (Side.OWNER,),
        words=pgettext_lazy("appointment event", "Accepted"),
        grounds=None,
        effect=f"{_SERVICES}.check_ahead",
        tone="ok",
        notices=(Notice("dealer", gettext_noop("The owner accepts appointment %(number)s")),),
    ),
    Step(
        "confirm",
        pgettext_lazy("appointment of a car", "Confirm the wish"),
        (_S.WISHED,),
        _S.AGREED,
        (Side.DEALER,),
        words=pgettext_lazy("appointment event", "Confirmed as wished"),
        grounds=None,
        form="apps.workshop.step_forms.ConfirmForm",
        data="apps.workshop.step_data.ConfirmData",
        service=f"{_SERVICES}.confirm",
        tone="ok",
        notices=(Notice("owner", gettext_noop("The workshop confirms your appointment %(number)s"), urgent=True),),
    ),
    Step(
        "move",
        pgettext_lazy("appointment of a car", "Offer another time"),
        (_S.WISHED, _S.OFFERED, _S.AGREED),
        _S.OFFERED,
        (Side.DEALER,),
        words=pgettext_lazy("appointment event", "Another time was offered"),
        grounds=Grounds("note", _("Why, for the owner"), least=5, most=500, help=_BOTH_READ),
        form="apps.workshop.step_forms.MoveForm",
        data="apps.workshop.step_data.MoveData",
        service=f"{_SERVICES}.move",
        tone="info",
        notices=(Notice("owner", gettext_noop("The workshop offers another time for %(number)s"), urgent=True),),
    ),
    Step(
        "wish_another",
        pgettext_lazy("appointment of a car", "Wish another time"),
        (_S.OFFERED, _S.AGREED),
        _S.WISHED,
        (Side.OWNER,),
        words=pgettext_lazy("appointment event", "Another time was wished"),
        grounds=Grounds("note", _("Note"), most=500, help=_BOTH_READ),
        form="apps.workshop.step_forms.WishForm",
        data="apps.workshop.step_data.WishData",
        service=f"{_SERVICES}.wish_another",
        tone="warn",
        notices=(Notice("dealer", gettext_noop("The owner wishes another time for %(number)s")),),
    ),
    Step(
        "keep",
        pgettext_lazy("appointment of a car", "The car came"),
        (_S.AGREED,),
        _S.KEPT,
        (Side.DEALER, Side.SYSTEM),
        words=pgettext_lazy("appointment event", "The car came"),
        grounds=None,
        effect=f"{_SERVICES}.check_begun",
        fact=None,
        tone="ok",
    ),
    # An owner who was there can say so: the history of both stays.
    Step(
        "miss",
        pgettext_lazy("appointment of a car", "The car did not come"),
        (_S.AGREED,),
        _S.MISSED,
        (Side.DEALER,),
        words=pgettext_lazy("appointment event", "The car did not come, says the workshop"),
        grounds=Grounds("note", _("What you did to reach the owner"), least=5, most=500, help=_BOTH_READ),
        effect=f"{_SERVICES}.check_begun",
        tone="bad",
        grave=True,
        notices=(Notice("owner", gettext_noop("The workshop says that your car did not come (%(number)s)")),),
    ),
    Step(
        "contradict",
        pgettext_lazy("appointment of a car", "I was there"),
        (_S.MISSED,),
        "",
        (Side.OWNER,),
        words=pgettext_lazy("appointment event", "The owner contradicts: the car was there"),
        grounds=Grounds("note", _("What happened"), least=10, most=1000, rows=3, help=_BOTH_READ),
        notices=(Notice("dealer", gettext_noop("The owner contradicts you on appointment %(number)s")),),
    ),
    Step(
        "cancel",
        pgettext_lazy("appointment of a car", "Cancel"),
        (_S.WISHED, _S.OFFERED, _S.AGREED),
        _S.CANCELLED,
        (Side.OWNER, Side.DEALER),
        words=pgettext_lazy("appointment event", "Cancelled"),
        grounds=Grounds("note", _("Reason"), least=5, most=500, help=_BOTH_READ),
        tone="neutral",
        grave=True,
        notices=(
            Notice("dealer", gettext_noop("Appointment %(number)s was cancelled")),
            Notice("owner", gettext_noop("Appointment %(number)s was cancelled"), urgent=True),
        ),
    ),
    Step(
        "lapse",
        pgettext_lazy("appointment of a car", "The request is over"),
        (_S.WISHED, _S.OFFERED, _S.AGREED),
        _S.CANCELLED,
        (Side.SYSTEM,),
        words=pgettext_lazy("appointment event", "Cancelled: the request is over"),
        grounds=None,
        fact=None,
        tone="neutral",
        api=False,
    ),
)
HAPPENINGS = (
    Happening(
        "offer",
        pgettext_lazy("appointment event", "Offered"),
        (Notice("owner", gettext_noop("The workshop offers an appointment (%(number)s)"), urgent=True),),
        fact="offered",
    ),
    Happening(
        "wish",
        pgettext_lazy("appointment event", "Wished"),
        (Notice("dealer", gettext_noop("An owner wishes an appointment (%(number)s)")),),
        fact="wished",
    ),
    Happening(
        "tomorrow",
        "",
        (
            Notice("owner", gettext_noop("Your car is expected in the workshop soon (%(number)s)"), urgent=True),
            Notice("dealer", gettext_noop("A car is expected soon: appointment %(number)s")),
        ),
    ),
)


def fact_of(booking: Booking) -> dict[str, Any]:
    """What the outbox is told of an appointment beside number and sides."""
    point = booking.service_point
    return {
        "status": booking.status,
        "starts": booking.starts_at.isoformat(),
        "place": f"{point.name}, {point.address}, {point.city}",
        "request": booking.claim.number,
    }


def next_words(fact: Mapping[str, Any]) -> str:
    """When and where, in the reader's language and zone; empty for one that is over."""
    if fact.get("status") not in Booking.OPEN:
        return ""
    when = timezone.localtime(datetime.fromisoformat(fact["starts"]))
    told = {"when": date_format(when, "DATETIME_FORMAT"), "place": fact["place"], "number": fact["request"]}
    words = {
        _S.WISHED: _now("%(when)s at %(place)s, for request %(number)s: the workshop answers next."),
        _S.OFFERED: _now("%(when)s at %(place)s, for request %(number)s: the owner answers next."),
        _S.AGREED: _now("%(when)s at %(place)s, for request %(number)s."),
    }
    return words[_S(fact["status"])] % told


KIND = register(
    CaseKind(
        name="booking",
        model=Booking,
        steps=STEPS,
        happenings=HAPPENINGS,
        page="workshop:booking",
        start=_S.OFFERED,
        over=(_S.KEPT, _S.MISSED, _S.CANCELLED),
        began=lambda booking: booking.made_at,
        sides=Booking.sides,
        door="workshop.booking",
        moved=BOOKING_MOVED,
        fact=fact_of,
        next_words=next_words,
        called=lambda actor: "" if actor.side is Side.OWNER else actor.organization_name or actor.name,
        tones={_S.OFFERED: "info", _S.WISHED: "warn"},
    )
)

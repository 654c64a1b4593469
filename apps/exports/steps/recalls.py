"""What may be done with a recall: people order, answer, publish and close it; no program does."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from apps.casework.kinds import CaseKind, register
from apps.casework.steps import ClockChange, Grounds, Happening, Notice, Step
from apps.duties import names
from apps.organizations.scope import Side

from ..models import Recall
from ..policies import RECALL_MOVED

_S = Recall.Status
_MAKER = (Side.MANUFACTURER,)
_WATCHERS = (Side.REGULATOR, Side.AUTHORITY)
_SERVICES = "apps.exports.services.recalls"
_HELP = _("Both sides read it, and it stays on record.")
_GROUNDS = Grounds("note", _("Grounds"), least=20, rows=4, help=_HELP)
_ANSWERED = (ClockChange("stop", names.RECALL_ANSWER),)
_PUBLISHED = (*_ANSWERED, ClockChange("start", names.RECALL_NOTICE))

STEPS = (
    # An order is written on a form of its own, which takes this step at once.
    Step(
        "order",
        pgettext_lazy("recall", "Order"),
        (_S.DRAFTED,),
        _S.ORDERED,
        _WATCHERS,
        words=pgettext_lazy("recall event", "Ordered"),
        grounds=None,
        effect=f"{_SERVICES}.by_whoever_ordered",
        clocks=(ClockChange("start", names.RECALL_ANSWER),),
        notices=(
            Notice("manufacturer", gettext_noop("Recall %(number)s is ordered: “%(title)s”. Answer it"), urgent=True),
        ),
        page=False,
        api=False,
    ),
    Step(
        "accept",
        pgettext_lazy("recall", "Accept the order"),
        (_S.ORDERED,),
        _S.ACCEPTED,
        _MAKER,
        words=pgettext_lazy("recall event", "The manufacturer accepted the order"),
        grounds=Grounds("note", _("What you will do, and by when"), least=10, help=_HELP),
        effect=f"{_SERVICES}.by_people",
        clocks=_ANSWERED,
        notices=(Notice("regulators", gettext_noop("The order of recall %(number)s was accepted")),),
        tone="ok",
        api=False,
    ),
    Step(
        "object",
        pgettext_lazy("recall", "Object to the order"),
        (_S.ORDERED,),
        _S.OBJECTED,
        _MAKER,
        words=pgettext_lazy("recall event", "The manufacturer objects"),
        grounds=Grounds("note", _("Grounds, and the evidence for them"), least=40, rows=6, help=_HELP),
        effect=f"{_SERVICES}.by_people",
        clocks=_ANSWERED,
        notices=(Notice("regulators", gettext_noop("The manufacturer objects to recall %(number)s: decide")),),
        tone="warn",
        grave=True,
        api=False,
    ),
    Step(
        "confirm",
        pgettext_lazy("recall", "Confirm the order"),
        (_S.OBJECTED,),
        _S.CONFIRMED,
        _WATCHERS,
        words=pgettext_lazy("recall event", "The order was confirmed"),
        grounds=_GROUNDS,
        effect=f"{_SERVICES}.by_whoever_ordered",
        notices=(Notice("manufacturer", gettext_noop("The order of recall %(number)s was confirmed"), urgent=True),),
        tone="bad",
        grave=True,
        api=False,
    ),
    Step(
        "publish",
        pgettext_lazy("recall", "Publish"),
        (_S.DRAFTED, _S.ORDERED, _S.ACCEPTED, _S.CONFIRMED),
        _S.PUBLISHED,
        _MAKER,
        words=pgettext_lazy("recall event", "Published with %(cars)s cars"),
        effect=f"{_SERVICES}.publish",
        clocks=_PUBLISHED,
        confirm=_("Owners, workshops and authorities are told now; what is published is not taken back."),
        tone="info",
        api=False,
        done=_("It is published. Owners, workshops and authorities are being told."),
    ),
    # An order that stands is published by whoever gave it, if the manufacturer does not.
    Step(
        "publish",
        pgettext_lazy("recall", "Publish"),
        (_S.CONFIRMED,),
        _S.PUBLISHED,
        _WATCHERS,
        words=pgettext_lazy("recall event", "Published with %(cars)s cars"),
        effect=f"{_SERVICES}.publish",
        clocks=_PUBLISHED,
    ),
    Step(
        "report_told",
        pgettext_lazy("recall", "The owners were told"),
        (_S.PUBLISHED,),
        "",
        _MAKER,
        words=pgettext_lazy("recall event", "The owners were told, says the manufacturer"),
        grounds=Grounds("note", _("How they were told, how many, and on which days"), least=20, rows=3, help=_HELP),
        effect=f"{_SERVICES}.owners_told",
        clocks=(ClockChange("stop", names.RECALL_NOTICE),),
        notices=(Notice("regulators", gettext_noop("The owners were told of recall %(number)s")),),
        api=False,
    ),
    Step(
        "close",
        pgettext_lazy("recall", "Close"),
        (_S.PUBLISHED,),
        _S.CLOSED,
        (*_MAKER, *_WATCHERS),
        words=pgettext_lazy("recall event", "Closed"),
        grounds=Grounds(
            "note", _("What was reached, and why no more reports are needed"), least=20, rows=4, help=_HELP
        ),
        effect=f"{_SERVICES}.close",
        notices=(
            Notice("manufacturer", gettext_noop("Recall %(number)s is closed")),
            Notice("regulators", gettext_noop("Recall %(number)s is closed")),
        ),
        tone="neutral",
        grave=True,
        confirm=_("Reports end. Cars that are still open stay open, and their repair stays free."),
        api=False,
    ),
    Step(
        "withdraw",
        pgettext_lazy("recall", "Withdraw the draft"),
        (_S.DRAFTED,),
        _S.WITHDRAWN,
        _MAKER,
        words=pgettext_lazy("recall event", "The draft was withdrawn"),
        grounds=Grounds("note", _("Grounds"), least=10),
        effect=f"{_SERVICES}.by_people",
        notices=(),
        tone="neutral",
        confirm=_("A draft that is withdrawn does not come back."),
        api=False,
    ),
    Step(
        "lift",
        pgettext_lazy("recall", "Lift the order"),
        (_S.ORDERED, _S.OBJECTED, _S.ACCEPTED, _S.CONFIRMED),
        _S.WITHDRAWN,
        _WATCHERS,
        words=pgettext_lazy("recall event", "The order was lifted"),
        grounds=_GROUNDS,
        effect=f"{_SERVICES}.by_whoever_ordered",
        clocks=(ClockChange("drop"),),
        notices=(Notice("manufacturer", gettext_noop("The order of recall %(number)s was lifted")),),
        tone="neutral",
        confirm=_("An order that is lifted does not come back."),
        api=False,
    ),
)
HAPPENINGS = (
    Happening("drafted", pgettext_lazy("recall event", "Put on record")),
    Happening("listed", pgettext_lazy("recall event", "%(cars)s cars were put on the list: %(how)s")),
)


def _fact(recall: Recall) -> dict[str, Any]:
    return {"title": recall.title}


KIND = register(
    CaseKind(
        name="recall",
        model=Recall,
        steps=STEPS,
        happenings=HAPPENINGS,
        page="exports:recall",
        start=_S.DRAFTED,
        over=(_S.CLOSED, _S.WITHDRAWN),
        began=lambda recall: recall.began_at,
        sides=lambda recall: recall.sides(),
        door="exports.recall",
        moved=RECALL_MOVED,
        clocks="apps.exports.services.recall_clocks.run",
        fact=_fact,
        tones={_S.DRAFTED: "neutral"},
    )
)

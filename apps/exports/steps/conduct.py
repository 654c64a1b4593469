"""What may be done with an entry of the conduct log: it is appealed against, and another person decides that."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from apps.casework.kinds import CaseKind, register
from apps.casework.steps import Grounds, Happening, Notice, Step
from apps.organizations.scope import Side

from ..models import ConductEntry
from ..policies import CONDUCT_MOVED

_S = ConductEntry.Status
_HELP = _("Both sides read it, and it stays on record.")
_SERVICES = "apps.exports.services.conduct"

STEPS = (
    Step(
        "appeal",
        pgettext_lazy("conduct entry", "Appeal"),
        (_S.STANDING,),
        _S.APPEALED,
        (Side.MANUFACTURER, Side.AUTHORITY),
        words=pgettext_lazy("conduct event", "Appealed against"),
        grounds=Grounds("note", _("What is wrong with it, and the papers that show it"), least=20, rows=4, help=_HELP),
    ),
    Step(
        "confirm",
        pgettext_lazy("conduct entry", "Confirm"),
        (_S.APPEALED,),
        _S.CONFIRMED,
        (Side.AUTHORITY,),
        words=pgettext_lazy("conduct event", "Confirmed on appeal"),
        grounds=Grounds("note", _("Grounds"), least=20, rows=4, help=_HELP),
        effect=f"{_SERVICES}.confirm",
        notices=(Notice("manufacturer", gettext_noop("Entry %(number)s was confirmed on your appeal"), urgent=True),),
        tone="bad",
        grave=True,
        api=False,
    ),
    # What turns out to be wrong is lifted, asked or not.
    Step(
        "lift",
        pgettext_lazy("conduct entry", "Lift"),
        (_S.STANDING, _S.APPEALED, _S.CONFIRMED),
        _S.LIFTED,
        (Side.AUTHORITY,),
        words=pgettext_lazy("conduct event", "Lifted"),
        grounds=Grounds("note", _("Grounds"), least=20, rows=4, help=_HELP),
        effect=f"{_SERVICES}.lift",
        notices=(Notice("manufacturer", gettext_noop("Entry %(number)s of the conduct log was lifted")),),
        tone="ok",
        confirm=_("An entry that is lifted does not come back: a new one would be needed."),
        api=False,
    ),
)
HAPPENINGS = (
    Happening(
        "entered",
        pgettext_lazy("conduct event", "Entered"),
        (Notice("manufacturer", gettext_noop("You stand in the conduct log: entry %(number)s"), urgent=True),),
    ),
)


def _fact(entry: ConductEntry) -> dict[str, Any]:
    return {"exporter": entry.exporter_id}


KIND = register(
    CaseKind(
        name="conduct",
        model=ConductEntry,
        steps=STEPS,
        happenings=HAPPENINGS,
        page="exports:conduct-entry",
        start=_S.STANDING,
        over=(_S.LIFTED,),
        began=lambda entry: entry.entered_at,
        sides=lambda entry: entry.sides(),
        door="exports.conduct",
        moved=CONDUCT_MOVED,
        fact=_fact,
        tones={_S.STANDING: "bad", _S.APPEALED: "warn", _S.LIFTED: "neutral"},
    )
)

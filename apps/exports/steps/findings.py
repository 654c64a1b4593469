"""What may be done with a finding: it is explained, and people of the authority accept that or uphold it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from apps.casework.kinds import CaseKind, register
from apps.casework.steps import ClockChange, Grounds, Happening, Notice, Step
from apps.organizations.scope import Side

from ..models import Finding
from ..policies import FINDING_MOVED

_S = Finding.Status
_HELP = _("Both sides read it, and it stays on record.")
_SERVICES = "apps.exports.services.findings"

STEPS = (
    Step(
        "explain",
        pgettext_lazy("finding", "Explain"),
        (_S.FOUND, _S.EXPLAINED),
        _S.EXPLAINED,
        (Side.MANUFACTURER, Side.AUTHORITY),
        words=pgettext_lazy("finding event", "Explained"),
        grounds=Grounds("note", _("What explains it, and the papers that show it"), least=20, rows=4, help=_HELP),
        clocks=(ClockChange("stop"),),
    ),
    Step(
        "accept",
        pgettext_lazy("finding", "Accept the explanation"),
        (_S.EXPLAINED,),
        _S.ACCEPTED,
        (Side.AUTHORITY,),
        words=pgettext_lazy("finding event", "The explanation was accepted"),
        grounds=Grounds("note", _("What was compared, and what it showed"), least=10, help=_HELP),
        effect=f"{_SERVICES}.decide",
        notices=(Notice("manufacturer", gettext_noop("The explanation of finding %(number)s was accepted")),),
        tone="ok",
        api=False,
    ),
    # What nobody has explained may be upheld once the time to answer is over.
    Step(
        "uphold",
        pgettext_lazy("finding", "Uphold"),
        (_S.FOUND, _S.EXPLAINED),
        _S.UPHELD,
        (Side.AUTHORITY,),
        words=pgettext_lazy("finding event", "Upheld"),
        grounds=Grounds("note", _("Grounds"), least=20, rows=4, help=_HELP),
        clocks=(ClockChange("drop"),),
        effect=f"{_SERVICES}.decide",
        notices=(Notice("manufacturer", gettext_noop("Finding %(number)s was upheld"), urgent=True),),
        tone="bad",
        grave=True,
        api=False,
    ),
)
HAPPENINGS = (
    Happening("found", pgettext_lazy("finding event", "Found")),
    Happening("found_again", pgettext_lazy("finding event", "Found again")),
    Happening("changed", pgettext_lazy("finding event", "Still found, but what was seen is another")),
    Happening("mended", pgettext_lazy("finding event", "Mended: the rule finds it no more")),
)


def _fact(finding: Finding) -> dict[str, Any]:
    return {"rule": finding.rule_id}


KIND = register(
    CaseKind(
        name="finding",
        model=Finding,
        steps=STEPS,
        happenings=HAPPENINGS,
        page="exports:finding",
        start=_S.FOUND,
        over=(_S.ACCEPTED, _S.UPHELD),
        began=lambda finding: finding.found_at,
        sides=lambda finding: finding.sides(),
        door="exports.finding",
        moved=FINDING_MOVED,
        clocks="apps.exports.services.answers.run",
        fact=_fact,
        tones={_S.FOUND: "warn", _S.MENDED: "neutral"},
    )
)

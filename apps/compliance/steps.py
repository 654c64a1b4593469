"""What people may do with a flag: one table for services, pages, API, notices, badges, tests and documentation."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from apps.casework.kinds import CaseKind, register
from apps.casework.steps import ClockChange, Grounds, Happening, Notice, Step
from apps.duties import names
from apps.organizations.scope import Actor, Side

from .models import Flag
from .policies import FLAG_MOVED

_S = Flag.Status
_WATCHERS = (Side.REGULATOR, Side.AUTHORITY)


def _reason(least: int = 10) -> Grounds:
    return Grounds(
        "note", _("Reason"), least=least, most=4000, rows=4, help=_("Both sides read it, and it stays on record.")
    )


_DONE = _("Done: it is on record, and the other side has been told.")
STEPS = (
    Step(
        "acknowledge",
        _("Acknowledge"),
        (_S.OPEN,),
        _S.ACKNOWLEDGED,
        _WATCHERS,
        words=_("Acknowledged"),
        grounds=_reason(least=0),
        tone="bad",
        done=_DONE,
    ),
    Step(
        "ask_statement",
        _("Ask for a statement"),
        (_S.OPEN, _S.ACKNOWLEDGED, _S.ANSWERED),
        _S.STATEMENT_ASKED,
        _WATCHERS,
        words=_("Statement asked of the manufacturer"),
        grounds=_reason(),
        clocks=(ClockChange("start", names.FLAG_STATEMENT),),
        notices=(Notice("manufacturer", gettext_noop("Your statement on %(number)s is asked for"), urgent=True),),
        tone="bad",
        done=_DONE,
    ),
    Step(
        "answer",
        _("Answer"),
        (_S.STATEMENT_ASKED,),
        _S.ANSWERED,
        (Side.MANUFACTURER,),
        words=_("The manufacturer's statement"),
        grounds=_reason(),
        clocks=(ClockChange("stop", names.FLAG_STATEMENT),),
        notices=(Notice("regulators", gettext_noop("The manufacturer answered on %(number)s")),),
        tone="bad",
        done=_DONE,
    ),
    Step(
        "dismiss",
        _("Dismiss"),
        Flag.OPEN_STATUSES,
        _S.DISMISSED,
        _WATCHERS,
        words=_("Dismissed"),
        grounds=_reason(),
        effect="apps.compliance.due_process.end",
        clocks=(ClockChange("drop"),),
        notices=(Notice("manufacturer", gettext_noop("Flag %(number)s was dismissed")),),
        tone="neutral",
        done=_DONE,
    ),
    Step(
        "comment",
        _("Comment"),
        tuple(_S.values),
        "",
        (*_WATCHERS, Side.MANUFACTURER),
        words=_("Comment"),
        grounds=Grounds("note", _("Comment"), least=1, most=4000, rows=3),
        versioned=False,
        done=_DONE,
    ),
    # These two have pages of their own: they are about one case of the flag.
    Step(
        "dispute",
        _("Dispute a case"),
        Flag.OPEN_STATUSES,
        "",
        (Side.MANUFACTURER,),
        words=_("A case was disputed"),
        grounds=Grounds("reason", _("Reason"), least=10, rows=4),
        notices=(Notice("regulators", gettext_noop("A case of %(number)s is disputed")),),
        versioned=False,
        page=False,
        api=False,
    ),
    Step(
        "decide_dispute",
        _("Decide a dispute"),
        tuple(_S.values),
        "",
        _WATCHERS,
        words=_("A dispute was decided"),
        grounds=Grounds("note", _("Grounds"), least=10, rows=4),
        notices=(Notice("manufacturer", gettext_noop("A dispute of %(number)s was decided")),),
        versioned=False,
        page=False,
        api=False,
    ),
)
HAPPENINGS = (
    Happening(
        "opened",
        _("Flag raised by the judgement"),
        (
            Notice("regulators", gettext_noop("New flag %(number)s: a manufacturer lags")),
            Notice("manufacturer", gettext_noop("A flag was raised on you: %(number)s")),
        ),
    ),
    Happening("severity_changed", _("Severity changed")),
    Happening(
        "cleared",
        _("Cleared: the share is back at the target"),
        (
            Notice("regulators", gettext_noop("Flag %(number)s is cleared: the share is back")),
            Notice("manufacturer", gettext_noop("Flag %(number)s is cleared: the share is back")),
        ),
    ),
    Happening(
        "lapsed",
        _("Lapsed: too few cases fall due to say anything; the share is not back"),
        (
            Notice("regulators", gettext_noop("Flag %(number)s lapsed: too few cases fall due to say anything")),
            Notice("manufacturer", gettext_noop("Flag %(number)s lapsed: too few cases fall due to say anything")),
        ),
    ),
    Happening(
        "left",
        _("Left the market: no dealer is appointed there any more; the share is not back"),
        (
            Notice("regulators", gettext_noop("Flag %(number)s: the manufacturer left the market")),
            Notice("manufacturer", gettext_noop("Flag %(number)s ended: no dealer of yours is there any more")),
        ),
    ),
    Happening(
        "void",
        _("Void: cases that it rested on were taken out or corrected"),
        (
            Notice("regulators", gettext_noop("Flag %(number)s is void: cases were taken out or corrected")),
            Notice("manufacturer", gettext_noop("Flag %(number)s is void: cases were taken out or corrected")),
        ),
    ),
)


def _sides(flag: Flag) -> dict[str, Any]:
    return {"manufacturer_id": flag.manufacturer_id, "country": flag.country}


def _fact(flag: Flag) -> dict[str, Any]:
    return {"obligation": flag.obligation_id}


def _person(actor: Actor) -> str:
    """On flags people act by name: each is a decision of somebody who answers for it."""
    return actor.name


KIND = register(
    CaseKind(
        name="flag",
        model=Flag,
        steps=STEPS,
        happenings=HAPPENINGS,
        page="oversight:flag",
        start=_S.OPEN,
        over=(_S.DISMISSED, _S.CLEARED, _S.LAPSED, _S.LEFT, _S.VOID),
        began=lambda flag: flag.opened_at,
        sides=_sides,
        door="compliance.flag",
        moved=FLAG_MOVED,
        clocks="apps.compliance.due_process.run_clocks",
        fact=_fact,
        called=_person,
        tones={_S.OPEN: "bad", _S.CLEARED: "neutral", _S.LAPSED: "neutral", _S.LEFT: "warn", _S.VOID: "neutral"},
    )
)

"""What people may do with a flag: one table of (from, verb, to, who) for services, pages, API and documentation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.core.errors import Conflict
from apps.organizations.scope import Actor, Side

from .models import Flag

_S = Flag.Status
_WATCHERS = (Side.REGULATOR, Side.AUTHORITY)


@dataclass(frozen=True)
class Step:
    """``to`` empty: the status stays."""

    verb: str
    label: Any
    sources: tuple[str, ...]
    to: str
    sides: tuple[Side, ...]


STEPS = (
    Step("acknowledge", _("Acknowledge"), (_S.OPEN,), _S.ACKNOWLEDGED, _WATCHERS),
    Step(
        "ask_statement",
        _("Ask for a statement"),
        (_S.OPEN, _S.ACKNOWLEDGED, _S.ANSWERED),
        _S.STATEMENT_ASKED,
        _WATCHERS,
    ),
    Step("answer", _("Answer"), (_S.STATEMENT_ASKED,), _S.ANSWERED, (Side.MANUFACTURER,)),
    Step("dismiss", _("Dismiss"), Flag.OPEN_STATUSES, _S.DISMISSED, _WATCHERS),
    Step("comment", _("Comment"), tuple(_S.values), "", (*_WATCHERS, Side.MANUFACTURER)),
    Step("dispute", _("Dispute a case"), Flag.OPEN_STATUSES, "", (Side.MANUFACTURER,)),
    Step("decide_dispute", _("Decide a dispute"), tuple(_S.values), "", _WATCHERS),
)
_BY_VERB = {step.verb: step for step in STEPS}


def allowed(flag: Flag, actor: Actor) -> list[Step]:
    """The steps that ``actor`` may take now, in the order of the table."""
    return [s for s in STEPS if flag.status in s.sources and actor.side in s.sides and actor.may_write]


def require(flag: Flag, verb: str, actor: Actor) -> Step:
    """The step, or Conflict telling in which status the flag is and that somebody was there first."""
    step = _BY_VERB[verb]
    if step in allowed(flag, actor):
        return step
    raise Conflict(
        _("This step is not open: the flag is “%(status)s” now. Look at what has happened and choose again.")
        % {"status": flag.get_status_display()},
        code="not_allowed",
    )

"""When a step counts as taken: now, or when it happened, told afterwards by whoever was without a screen.

Both times stay: the event says when it happened and when it was recorded. How late a happening may be told is a rule
(the kind's ``lateness``); beyond a short while, why it is told so late is told with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.errors import Refused
from apps.core.wording import moment_text

from .kinds import CaseKind
from .steps import Grounds, resolved

#: So much may the clocks of two machines differ; what lies further ahead of the books, or before the case, is a slip.
SKEW: Final = timedelta(minutes=5)
#: What is told within it needs no reason.
A_SHORT_WHILE: Final = timedelta(hours=1)
WHY = Grounds("why_late", _("Why it is recorded only now"), least=10, most=500)


@dataclass(frozen=True)
class Told:
    """When something happened that is recorded only now, and why only now."""

    happened_at: datetime
    why_late: str = ""

    def values(self) -> dict[str, Any]:
        """What the event keeps of it, and by which the same step sent twice is known."""
        return {"told_of": self.happened_at.isoformat(), "why_late": self.why_late.strip()}


def told_in(given: Mapping[str, Any]) -> dict[str, Told]:
    """``told`` of what a form or the API's body gave; empty where it is recorded as it happens."""
    happened_at = given.get("happened_at")
    return {} if happened_at is None else {"told": Told(happened_at, str(given.get("why_late") or ""))}


def moment_of(kind: CaseKind, case: Any, at: datetime, told: Told | None) -> datetime:
    """When the step counts as taken. Refused, naming the field, for a moment that cannot be.

    What is taken now is never before the last event; what is told afterwards never before the step it follows.
    """
    if told is None:
        return _now(kind, case, at)
    happened = told.happened_at
    if happened > at + SKEW:
        raise _in_the_future(happened)
    followed = kind.followed(case)
    if happened < followed:
        raise Refused(
            _("%(moment)s lies before what it follows on %(number)s (%(before)s): give the moment it happened.")
            % {"moment": moment_text(happened), "number": case.number, "before": moment_text(followed)},
            field="happened_at",
            code="before_it_began",
        )
    resolved(kind.lateness)(case, happened, at)
    if at - happened > A_SHORT_WHILE:
        WHY.checked(told.why_late)
    return min(happened, at)


def _now(kind: CaseKind, case: Any, at: datetime) -> datetime:
    if at > timezone.now() + SKEW:
        raise _in_the_future(at)
    began = kind.began(case)
    if at < began - SKEW:
        raise Refused(
            _("%(moment)s lies before %(number)s began (%(began)s): give the moment it happened.")
            % {"moment": moment_text(at), "number": case.number, "began": moment_text(began)},
            code="before_it_began",
        )
    last = kind.last_event(case)
    return max(at, began, last.happened_at) if last else max(at, began)


def _in_the_future(moment: datetime) -> Refused:
    return Refused(
        _("%(moment)s lies in the future: what has not happened cannot be recorded.") % {"moment": moment_text(moment)},
        field="happened_at",
        code="in_the_future",
    )

"""How much time is left, in words: ``2 days left``, ``3 days late``. Pure; the moment is always given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

#: A clock with less than this left is shown as a warning.
SOON = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class ClockWord:
    """What a deadline looks like: a badge kind (ok, info, neutral, warn, bad) and its words."""

    kind: str
    text: str


def describe(
    due: datetime | date | None,
    *,
    at: datetime,
    stopped_at: datetime | None = None,
    paused: bool = False,
    ending: str = "",
) -> ClockWord:
    """Put a deadline into words as of ``at``.

    A stopped clock is judged by the moment it stopped; a paused one that is not late says so. A plain date is
    kept until its end in UTC. ``ending`` is how a clock was stopped, where it was not by doing what was owed.
    """
    if ending == "given_up":
        return ClockWord("bad", _("Given up"))
    if due is None:
        return ClockWord("neutral", _("No date yet"))
    if not isinstance(due, datetime):
        due = datetime.combine(due, time.max, tzinfo=UTC)
    if stopped_at is not None:
        late = stopped_at - due
        if ending == "fell_away" and late <= timedelta(0):
            return ClockWord("neutral", _("Fell away"))
        return ClockWord("ok", _("In time")) if late <= timedelta(0) else ClockWord("bad", _late_done(late))
    left = due - at
    if left < timedelta(0):
        return ClockWord("bad", _late(-left))
    if paused:
        return ClockWord("neutral", _("Paused"))
    return ClockWord("warn" if left < SOON else "info", _left(left))


def _left(span: timedelta) -> str:
    if span.days >= 1:
        return ngettext("%(n)d day left", "%(n)d days left", span.days) % {"n": span.days}
    hours = span.seconds // 3600
    if hours >= 1:
        return ngettext("%(n)d hour left", "%(n)d hours left", hours) % {"n": hours}
    return _("Less than an hour left")


def _late(span: timedelta) -> str:
    if span.days >= 1:
        return ngettext("%(n)d day late", "%(n)d days late", span.days) % {"n": span.days}
    hours = span.seconds // 3600
    if hours >= 1:
        return ngettext("%(n)d hour late", "%(n)d hours late", hours) % {"n": hours}
    return _("Just late")


def _late_done(span: timedelta) -> str:
    days = span.days
    if days >= 1:
        return ngettext("Done %(n)d day late", "Done %(n)d days late", days) % {"n": days}
    return _("Done late")

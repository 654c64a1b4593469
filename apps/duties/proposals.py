"""What somebody proposes to hold from a later day, and the rules that it must keep before and when it is published."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from apps.core.errors import Refused
from apps.core.texts import said
from apps.core.today import today_in

from .calendars import known_countries, read_day, read_week
from .errors import CalendarError
from .models import Obligation, ObligationVersion, RuleChange

_K = RuleChange.Kind
#: The longest stretch of single days that one change may set; a longer one is working hours of a period.
MOST_DAYS: Final = 62
_LAST_YEAR: Final = 2100


@dataclass(frozen=True)
class Proposal:
    """The values of a change. ``country`` empty: all without a rule of their own; ``effective_to`` counts as held.

    ``shifts``: of working hours of a period Monday to Sunday, of hours of a day that day's; as JSON.
    """

    kind: str
    effective_from: date
    reason: str
    instrument: str
    country: str = ""
    effective_to: date | None = None
    obligation_id: str | None = None
    unit: str = ""
    amount: int | None = None
    target_share: Decimal | None = None
    calendar: str = ""
    basis: str = ""
    name: str = ""
    shifts: list[Any] = field(default_factory=list)
    article: str = ""
    source: str = ""

    @classmethod
    def of(cls, change: RuleChange) -> Proposal:
        """What the change proposes now."""
        values = {f.name: getattr(change, f.name) for f in fields(cls)}
        return cls(**{**values, "country": str(change.country)})

    def values(self) -> dict[str, Any]:
        """Names and values, as the row of the change has them."""
        return {f.name: getattr(self, f.name) for f in fields(self)}


def check(proposal: Proposal, *, at: datetime) -> None:
    """Raise Refused, naming the field, unless the proposal could be published at ``at``."""
    _check_words(proposal)
    if proposal.country and proposal.country not in known_countries():
        raise Refused(_("“%(code)s” is no country.") % {"code": proposal.country}, field="country")
    _check_days(proposal, at)
    if proposal.kind == _K.OBLIGATION:
        _check_version(proposal)
    else:
        _check_calendar(proposal)


def _check_words(proposal: Proposal) -> None:
    for name, text in (("reason", proposal.reason), ("instrument", proposal.instrument)):
        if said(text) < 5:
            raise Refused(
                _("“%(text)s” says too little: people will ask why and by whose word.") % {"text": text.strip()},
                field=name,
            )


def _check_days(proposal: Proposal, at: datetime) -> None:
    today, first, last = today_in(proposal.country, at), proposal.effective_from, proposal.effective_to
    if first <= today:
        raise Refused(
            _("A change takes effect from a later day: %(day)s is not after today (%(today)s).")
            % {"day": date_format(first), "today": date_format(today)},
            field="effective_from",
            code="not_later",
        )
    if max(first, last or first).year > _LAST_YEAR:
        raise Refused(_("This day lies too far ahead: check the year."), field="effective_from")
    if last is not None and last < first:
        raise Refused(
            _("The last day (%(last)s) lies before the first (%(first)s).")
            % {"last": date_format(last), "first": date_format(first)},
            field="effective_to",
        )


def _check_version(proposal: Proposal) -> None:
    if not proposal.obligation_id:
        raise Refused(_("Choose the duty that changes."), field="obligation")
    if not proposal.amount or proposal.unit not in ObligationVersion.Unit.values:
        raise Refused(_("Say how much time is allowed: a number above 0 and its unit."), field="amount")
    _check_target(proposal)
    if proposal.calendar not in {"", *ObligationVersion.Calendar.values}:
        raise Refused(
            _("“%(value)s” is no calendar: choose one of %(known)s.")
            % {"value": proposal.calendar, "known": ", ".join(ObligationVersion.Calendar.values)},
            field="calendar",
        )
    if proposal.basis not in ObligationVersion.Basis.values:
        raise Refused(_("Say whether this is policy or the law of the destination."), field="basis")
    if proposal.effective_to is not None:
        raise Refused(_("A version ends when the next one begins: leave the last day empty."), field="effective_to")
    same = ObligationVersion.objects.filter(obligation_id=proposal.obligation_id, country=proposal.country)
    later = same.filter(effective_from__gte=proposal.effective_from).order_by("effective_from").first()
    if later is not None:
        raise Refused(
            _("A version from %(day)s is published already: choose a day after it.")
            % {"day": date_format(later.effective_from)},
            field="effective_from",
            code="already_published",
        )


def _check_target(proposal: Proposal) -> None:
    """A duty that is judged has a share to be judged against; another one may be owed in every case."""
    share = proposal.target_share
    if share is None and not Obligation.objects.filter(pk=proposal.obligation_id, judged=True).exists():
        return
    if share is None or not 0 < share < 1:
        raise Refused(_("The target is a share between 0 and 1, such as 0.9."), field="target_share")


def _check_calendar(proposal: Proposal) -> None:
    if not proposal.country:
        raise Refused(_("Choose the country whose calendar changes."), field="country")
    if not proposal.name.strip():
        raise Refused(_("Give it a name that people know, such as that of the feast."), field="name")
    try:
        if proposal.kind == _K.WEEK:
            read_week(proposal.shifts)
        elif proposal.kind == _K.HOURS and not read_day(proposal.shifts):
            raise Refused(_("Give the hours of the day, or make it a holiday."), field="shifts")
    except CalendarError as error:
        raise Refused(
            _("These hours cannot be worked: write them in order, each ending after it starts, on at least one day."),
            field="shifts",
            code=error.code,
        ) from error
    if proposal.kind != _K.WEEK and _length(proposal) > MOST_DAYS:
        raise Refused(
            _("At most %(days)d days at once: for longer, set working hours of a period.") % {"days": MOST_DAYS},
            field="effective_to",
        )


def _length(proposal: Proposal) -> int:
    last = proposal.effective_to or proposal.effective_from
    return (last - proposal.effective_from).days + 1

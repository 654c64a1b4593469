"""Closures: a firm says beforehand when it does not work.

Only days that lie ahead by the notice that the policy asks for, and so many in a year: time that somebody owes cannot
be made to vanish by being closed.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from apps.casework.actors import record_of
from apps.core.errors import Conflict, Refused
from apps.core.texts import said
from apps.core.today import today_in
from apps.notifications.outbox import emit
from apps.organizations.door import door
from apps.organizations.models import Organization
from apps.organizations.requests import organization_of
from apps.organizations.scope import Actor, Side

from .models import Closure, ClosureLimit

_LOCK = 7_302_017  # with the firm as second key: its closures are counted one after another
_DECLARERS = (Side.DEALER, Side.MANUFACTURER)


def closures(*, since: date) -> QuerySet[Closure]:
    """Closures of all firms that last to a day or beyond, the next first (1 query)."""
    return Closure.objects.filter(last__gte=since).select_related("organization").order_by("first", "id")


def limit_on(day: date) -> ClosureLimit | None:
    """The limit in force on a day (1 query)."""
    return ClosureLimit.objects.filter(effective_from__lte=day).order_by("-effective_from").first()


def may_declare(actor: Actor) -> bool:
    """Whether the person acts for a firm that may declare closures."""
    return actor.side in _DECLARERS and actor.may_write


@transaction.atomic
def declare_closure(*, first: date, last: date | None = None, reason: str, by: Actor, at: datetime) -> Closure:
    """Say that the firm of ``by`` does not work from ``first`` to ``last`` (that day alone when None).

    The same closure sent twice is one. Raises Refused, naming the field, for days that do not lie far enough ahead,
    for more days a year than the policy admits, and for days that are closed already; PermissionDenied for others
    than workshops and manufacturers.
    """
    if not may_declare(by):
        raise PermissionDenied
    firm = organization_of(by)
    last = last or first
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, firm])
    known = Closure.objects.filter(organization_id=firm, first=first, last=last).first()
    if known is not None and known.reason == reason.strip():
        return known
    _check(firm, first, last, reason, at)
    with door("duties.closure"):
        closure = Closure.objects.create(
            organization_id=firm, first=first, last=last, reason=reason.strip(), declared_at=at, actor=record_of(by)
        )
    emit("closure.declare", at=at, closure=closure.pk, organization=firm)
    return closure


def _check(firm: int, first: date, last: date, reason: str, at: datetime) -> None:
    if said(reason) < 3:
        raise Refused(_("“%(text)s” says too little: people will ask why.") % {"text": reason.strip()}, field="reason")
    if last < first:
        raise Refused(
            _("The last day (%(last)s) lies before the first (%(first)s).")
            % {"last": date_format(last), "first": date_format(first)},
            field="last",
        )
    country = str(Organization.objects.values_list("country", flat=True).get(pk=firm))
    today = today_in(country, at)
    limit = limit_on(today)
    if limit is None:
        raise Refused(_("No limit of closures is in force: nobody may close."), field="first")
    earliest = today + timedelta(days=limit.notice_days)
    if first < max(earliest, today + timedelta(days=1)):
        raise Refused(
            _("A closure is declared at least %(days)d days before: the first day may be %(day)s or later.")
            % {"days": limit.notice_days, "day": date_format(earliest)},
            field="first",
            code="not_later",
        )
    if (last - first).days >= limit.days_a_year:
        raise _too_many(limit, first.year, 0)
    _check_year(firm, first, last, limit)


def _check_year(firm: int, first: date, last: date, limit: ClosureLimit) -> None:
    known = list(Closure.objects.filter(organization_id=firm))
    for other in known:
        if other.first <= last and first <= other.last:
            raise Conflict(
                _("You declared to be closed from %(first)s to %(last)s already: choose other days.")
                % {"first": date_format(other.first), "last": date_format(other.last)},
                field="first",
            )
    for year in {first.year, last.year}:
        taken = sum(_days_in(year, other.first, other.last) for other in known)
        if taken + _days_in(year, first, last) > limit.days_a_year:
            raise _too_many(limit, year, taken)


def _days_in(year: int, first: date, last: date) -> int:
    first, last = max(first, date(year, 1, 1)), min(last, date(year, 12, 31))
    return max(0, (last - first).days + 1)


def _too_many(limit: ClosureLimit, year: int, taken: int) -> Refused:
    return Refused(
        _("At most %(most)d days of a year may be closed; of %(year)d you declared %(taken)d: choose fewer.")
        % {"most": limit.days_a_year, "year": year, "taken": taken},
        field="last",
        code="too_many_days",
    )

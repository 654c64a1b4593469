"""A maker's qualification of a year, and its word for a trader."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from apps.casework import books
from apps.casework.actors import record_of
from apps.core.errors import Refused
from apps.notifications.outbox import emit
from apps.organizations.door import door
from apps.organizations.scope import Actor, Side

from .. import selectors
from ..models import Authorisation, Exporter, Qualification
from .people import day_of_licences, require_person

_LOCKS = 7_302_039  # first key of the advisory locks, one a maker
_NO_MAKER = _("“%(name)s” is on record as “%(kind)s”: only manufacturers are qualified and authorise traders.")


@transaction.atomic
def qualify(
    *,
    exporter: Exporter,
    year: int,
    vehicle_class: str,
    exported_before: int,
    markets: int,
    own_brand: bool,
    source: str,
    by: Actor,
    at: datetime,
) -> Qualification:
    """Record that the list of a year names a maker for a class; the same again is the same row.

    Another row for the same year and class puts the earlier one right; both stay. Raises Refused for who is no maker.
    """
    require_person(by, Side.AUTHORITY)
    _refuse_no_maker(exporter)
    facts = {
        "exported_before": exported_before,
        "markets": markets,
        "own_brand": own_brand,
        "source": source.strip(),
    }
    last = selectors.qualification_of(exporter, year=year, vehicle_class=vehicle_class)
    if last is not None and all(getattr(last, name) == value for name, value in facts.items()):
        return last
    with door("exports.register"):
        made = Qualification.objects.create(
            exporter=exporter,
            manufacturer_id=exporter.manufacturer_id,
            year=year,
            vehicle_class=vehicle_class,
            recorded_at=at,
            actor=record_of(by),
            **facts,
        )
    emit("exports.qualified", at=at, maker=exporter.pk)
    return made


@transaction.atomic
def authorise(
    *, maker: Exporter, trader: Exporter, vehicle_class: str, starts_on: date, paper: str, by: Actor, at: datetime
) -> Authorisation:
    """A maker (or the authority, from its letter) says that a trader may export its cars; the same again is the same.

    Raises Refused for who is no maker or no trader, without a qualification for the year of that day, and when the
    maker has as many traders as its tier admits; where no tier is on record, none is refused.
    """
    _refuse_others(maker, by)
    _refuse_no_maker(maker)
    if trader.kind != Exporter.Kind.TRADER:
        raise Refused(
            _("“%(name)s” is on record as “%(kind)s”: only traders are authorised.")
            % {"name": trader.name, "kind": trader.get_kind_display()},
            field="trader",
        )
    books.recorded_at(maker.manufacturer_id, at, "authorisation.given")
    _one_at_a_time(maker)
    standing = Authorisation.objects.filter(maker=maker, ends_on=None, vehicle_class=vehicle_class)
    taken = {row.trader_id: row for row in standing}
    if trader.pk in taken:
        return _as_before(taken[trader.pk], starts_on=starts_on, paper=paper.strip())
    _refuse_beyond_tier(maker, vehicle_class, starts_on, len(taken))
    with door("exports.authorisation"):
        made = Authorisation.objects.create(
            maker=maker,
            trader=trader,
            manufacturer_id=maker.manufacturer_id,
            vehicle_class=vehicle_class,
            starts_on=starts_on,
            paper=paper.strip(),
            recorded_at=at,
            actor=record_of(by),
        )
    emit("exports.authorised", at=at, trader=trader.name)
    return made


@transaction.atomic
def end_authorisation(
    *, authorisation: Authorisation, ends_on: date, end_reason: str, by: Actor, at: datetime
) -> Authorisation:
    """End an authorisation; ``ends_on`` is the first day it no longer holds. Told twice alike it ends once.

    Raises Refused (field ``ends_on``) for a day before it began or that has passed, and when it ended otherwise.
    """
    _refuse_others(authorisation.maker, by)
    if authorisation.ends_on is not None:
        if authorisation.ends_on == ends_on:
            return authorisation
        raise Refused(
            _("It ends on %(day)s already: what is on record stays.") % {"day": date_format(authorisation.ends_on)},
            field="ends_on",
        )
    earliest = max(authorisation.starts_on, day_of_licences(at))
    if ends_on < earliest:
        raise Refused(
            _("The earliest day is %(day)s: choose it or a later one.") % {"day": date_format(earliest)},
            field="ends_on",
        )
    books.recorded_at(authorisation.manufacturer_id, at, "authorisation.ended")
    authorisation.ends_on, authorisation.end_reason = ends_on, end_reason.strip()
    authorisation.ended_at, authorisation.ended_by = at, record_of(by)
    with door("exports.authorisation"):
        authorisation.save(update_fields=["ends_on", "end_reason", "ended_at", "ended_by"])
    emit("exports.authorised", at=at, trader=authorisation.trader.name)
    return authorisation


def _one_at_a_time(maker: Exporter) -> None:
    """Two authorisations at once do not both find the last place free."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCKS, maker.pk])


def _refuse_others(maker: Exporter, by: Actor) -> None:
    require_person(by, Side.MANUFACTURER, Side.AUTHORITY)
    if by.side is Side.MANUFACTURER and maker.manufacturer_id != by.organization_id:
        raise PermissionDenied


def _refuse_no_maker(exporter: Exporter) -> None:
    if exporter.kind != Exporter.Kind.MAKER:
        raise Refused(_NO_MAKER % {"name": exporter.name, "kind": exporter.get_kind_display()})


def _as_before(standing: Authorisation, *, starts_on: date, paper: str) -> Authorisation:
    if (standing.starts_on, standing.paper) == (starts_on, paper):
        return standing
    raise Refused(
        _("This trader is authorised since %(day)s by %(paper)s: end that first.")
        % {"day": date_format(standing.starts_on), "paper": standing.paper},
        field="trader",
    )


def _refuse_beyond_tier(maker: Exporter, vehicle_class: str, on: date, standing: int) -> None:
    qualification = selectors.qualification_of(maker, year=on.year, vehicle_class=vehicle_class)
    if qualification is None:
        raise Refused(
            _("No qualification of %(year)s is on record for this class: the authority enters it.") % {"year": on.year},
            field="vehicle_class",
        )
    allowed = selectors.traders_allowed(qualification, on=on)
    if allowed is not None and standing >= allowed:
        raise Refused(
            ngettext_lazy(
                "One trader may be authorised for this class by exports and outlets: end that authorisation first.",
                "%(allowed)s traders may be authorised for this class by exports and outlets: end one first.",
                allowed,
            )
            % {"allowed": allowed},
            field="trader",
        )

"""A manufacturer names the dealers that serve its cars in a country, and ends it."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from apps.casework import books, engine
from apps.casework.engine import Act
from apps.core.errors import Refused
from apps.core.today import today_in
from apps.organizations.door import door
from apps.organizations.models import Appointment, Organization
from apps.organizations.scope import Actor, Side


@transaction.atomic
def appoint(*, dealer_id: int, country: str, starts_on: date, by: Actor, at: datetime) -> Appointment:
    """Appoint a dealer for a country from a day on; the same again is the same appointment.

    Raises Refused (field ``dealer``) for an organisation that is no dealer, (``starts_on``) while one still runs.
    """
    manufacturer_id = _manufacturer(by)
    if not Organization.objects.filter(pk=dealer_id, kind=Organization.Kind.DEALER).exists():
        raise Refused(_("This organisation is no dealer: choose one from the list."), field="dealer")
    pair = {"manufacturer_id": manufacturer_id, "dealer_id": dealer_id, "country": country}
    same = Appointment.objects.filter(**pair, starts_on=starts_on).first()
    if same is not None:
        return same
    recorded = books.recorded_at(manufacturer_id, at, "appointment.appointed")
    # Locked, so that two people appointing the same dealer at once do not both find the way free.
    Organization.objects.select_for_update().get(pk=manufacturer_id)
    _refuse_second(pair, starts_on)
    with door("network.appointment"):
        try:
            with transaction.atomic():
                made = Appointment.objects.create(**pair, starts_on=starts_on)
        except IntegrityError:
            return Appointment.objects.get(**pair, starts_on=starts_on)
        engine.record(made, "appointed", by=by, at=at, recorded=recorded, values={"starts_on": starts_on.isoformat()})
        engine.tell(made, "appointed", by=by, at=at)
    return made


def end_appointment(
    *, appointment: Appointment, ends_on: date, by: Actor, at: datetime, version: int | None = None, key: str = ""
) -> Appointment:
    """End an appointment: ``ends_on`` is the first day it no longer holds. What is over stays as it is.

    Raises Refused (field ``ends_on``) for a day before it began or that has passed, and when it is over.
    """

    def end(locked: Appointment, act: Act) -> None:
        _refuse_day(locked, ends_on, today_in(str(locked.country), act.at))
        locked.ends_on = ends_on

    told = {"ends_on": ends_on.isoformat()}
    return engine.take(appointment, "end", by=by, at=at, version=version, key=key, values=told, effect=end)


def _refuse_second(pair: dict[str, object], starts_on: date) -> None:
    running = next((row for row in Appointment.objects.filter(**pair) if not row.over_on(starts_on)), None)
    if running is not None:
        raise Refused(
            _("This dealer is appointed there since %(day)s: end that appointment first.")
            % {"day": formats.date_format(running.starts_on)},
            field="starts_on",
            code="appointed_already",
        )


def _refuse_day(appointment: Appointment, ends_on: date, today: date) -> None:
    if appointment.ends_on is not None and appointment.over_on(today):
        raise Refused(
            _("It ended on %(day)s: what is over stays as it is.") % {"day": formats.date_format(appointment.ends_on)},
            field="ends_on",
            code="over",
        )
    if ends_on <= appointment.starts_on:
        raise Refused(
            _("It began on %(day)s: choose a later day.") % {"day": formats.date_format(appointment.starts_on)},
            field="ends_on",
        )
    if ends_on < today:
        raise Refused(
            _("%(day)s has passed: choose today or a later day.") % {"day": formats.date_format(ends_on)},
            field="ends_on",
        )


def _manufacturer(by: Actor) -> int:
    if by.side is not Side.MANUFACTURER or by.organization_id is None or not by.may_write:
        raise PermissionDenied
    return by.organization_id

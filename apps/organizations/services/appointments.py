"""A manufacturer names the dealers that serve its cars in a country, and ends it."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from apps.core.errors import Refused
from apps.core.today import today_in

from ..models import Appointment, Organization
from ..scope import Actor, Side


def appoint(*, dealer_id: int, country: str, starts_on: date, by: Actor) -> Appointment:
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
    # Locked, so that two people appointing the same dealer at once do not both find the way free.
    Organization.objects.select_for_update().get(pk=manufacturer_id)
    running = Appointment.objects.filter(Q(ends_on=None) | Q(ends_on__gt=starts_on), **pair).first()
    if running is not None:
        raise Refused(
            _("This dealer is appointed there since %(day)s: end that appointment first.")
            % {"day": formats.date_format(running.starts_on)},
            field="starts_on",
            code="appointed_already",
        )
    try:
        with transaction.atomic():
            return Appointment.objects.create(**pair, starts_on=starts_on)
    except IntegrityError:
        return Appointment.objects.get(**pair, starts_on=starts_on)


def end_appointment(*, appointment: Appointment, ends_on: date, by: Actor, at: datetime) -> Appointment:
    """End an appointment: ``ends_on`` is the first day it no longer holds. What is over stays as it is."""
    _manufacturer(by)
    today = today_in(str(appointment.country), at)
    if appointment.ends_on is not None and appointment.ends_on <= today:
        return appointment
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
    appointment.ends_on = ends_on
    appointment.save(update_fields=["ends_on"])
    return appointment


def _manufacturer(by: Actor) -> int:
    if by.side is not Side.MANUFACTURER or by.organization_id is None or not by.may_write:
        raise PermissionDenied
    return by.organization_id

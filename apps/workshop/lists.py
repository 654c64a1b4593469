"""Columns of the repair queue beside those of claims."""

from __future__ import annotations

from datetime import datetime

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.claims.lists import component, number, status, vehicle, waiting
from apps.claims.models import Claim
from apps.core.lists import ListColumn, link
from apps.core.markup import format_html
from apps.core.templatetags.face import status_badge
from apps.core.templatetags.formats import local_time, mono
from apps.core.wording import NOTHING
from apps.organizations.scope import Actor
from apps.vehicles.masked_vins import seen_by

from .models import Booking


def queue_columns(actor: Actor, *, at: datetime, may_choose: bool) -> list[ListColumn]:
    """What the queue says of a request; the last column chooses rows for what is done with many at once."""

    def vin_of(claim: Claim) -> str:
        return seen_by(claim.vin, actor)

    # Workshops call a car by its last eight signs.
    car = ListColumn(_("VIN"), lambda claim: mono(f"…{vin_of(claim)[-8:]}"), "w-short", whole=vin_of)
    own = [
        ListColumn(_("Seen to by"), _in_charge, "w-short", whole=_in_charge_name),
        ListColumn(_("Appointment"), _ahead, "w-late"),
    ]
    choose = [ListColumn(_("Choose"), _choose, "w-tick")] if may_choose else []
    # Numbers are in no order of their own; requests are, by when they were filed.
    request = number(_("Request"), sort="filed")
    return [request, vehicle(), car, component(), status(), *waiting(at), *own, *choose]


def _in_charge_name(claim: Claim) -> str:
    found = claim.in_charge  # type: ignore[attr-defined]  # read with the queue (selectors.py)
    return found[0].name if found else ""


def _in_charge(claim: Claim) -> SafeString:
    name = _in_charge_name(claim)
    return format_html('<span dir="auto">{}</span>', name or NOTHING)


def _ahead(claim: Claim) -> SafeString:
    found: list[Booking] = claim.ahead  # type: ignore[attr-defined]
    if not found:
        return SafeString(NOTHING)
    booking = found[0]
    when = link(booking.get_absolute_url(), local_time(booking.starts_at, "SHORT_DATE_FORMAT"))
    if booking.status == Booking.Status.AGREED:
        return when
    return format_html("{} {}", status_badge("warn", booking.get_status_display(), symbol="clock"), when)


def _choose(claim: Claim) -> SafeString:
    return format_html(
        '<input type="checkbox" form="assign" name="claims" value="{}" aria-label="{}">',
        claim.number,
        _("Choose %(number)s") % {"number": claim.number},
    )

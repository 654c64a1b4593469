"""Columns of the repair queue beside those of claims."""

from __future__ import annotations

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.claims.lists import columns as claim_columns
from apps.claims.models import Claim
from apps.core.lists import ListColumn, isolated, link
from apps.core.markup import format_html
from apps.core.templatetags.face import status_badge
from apps.core.templatetags.formats import local_time
from apps.core.wording import NOTHING
from apps.organizations.scope import Actor

from .models import Booking


def queue_columns(actor: Actor, *, at: object, may_choose: bool) -> list[ListColumn]:
    """What the queue says of a request; the last column chooses rows for what is done with many at once."""
    shown = claim_columns(actor, waiting_at=at)  # type: ignore[arg-type]
    own = [
        ListColumn(_("Seen to by"), _in_charge, "w-word", whole=_in_charge_name),
        ListColumn(_("Appointment"), _ahead, "w-due"),
    ]
    choose = [ListColumn(_("Choose"), _choose, "w-tick")] if may_choose else []
    return [*shown[:-1], *own, shown[-1], *choose]


def _in_charge_name(claim: Claim) -> str:
    found = claim.in_charge  # type: ignore[attr-defined]  # read with the queue (selectors.py)
    return found[0].name if found else ""


def _in_charge(claim: Claim) -> SafeString:
    name = _in_charge_name(claim)
    return isolated(name) if name else SafeString(NOTHING)


def _ahead(claim: Claim) -> SafeString:
    found: list[Booking] = claim.ahead  # type: ignore[attr-defined]
    if not found:
        return SafeString(NOTHING)
    booking = found[0]
    when = link(booking.get_absolute_url(), local_time(booking.starts_at, "SHORT_DATETIME_FORMAT"))
    if booking.status == Booking.Status.AGREED:
        return when
    return format_html("{} {}", when, status_badge("warn", booking.get_status_display(), symbol="clock"))


def _choose(claim: Claim) -> SafeString:
    return format_html(
        '<input type="checkbox" form="assign" name="claims" value="{}" aria-label="{}">',
        claim.number,
        _("Choose %(number)s") % {"number": claim.number},
    )

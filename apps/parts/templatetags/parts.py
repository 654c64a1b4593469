"""How bins and reservations are said on pages."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.core.templatetags.face import status_badge
from apps.core.templatetags.formats import date_only

from ..bin_words import bin_words
from ..models import PartRequest, Reservation, Transfer

register = template.Library()
register.filter("bin_words", bin_words)

_S = Reservation.Status
_TONES = {_S.HELD: "ok", _S.COMING: "info", _S.SHORT: "warn", _S.ISSUED: "neutral", _S.FREED: "neutral"}


@register.simple_tag
def reservation_place(row: Reservation) -> SafeString:
    """Where the pieces of a reservation are: a bin, or an order with its day; needs bin, point and order."""
    if row.status == _S.COMING and row.order_id is None:
        return _under_way(row)
    badge = status_badge(_TONES[_S(row.status)], row.get_status_display())
    if row.status == _S.HELD and row.bin is not None:
        return format_html("{} <bdi>{}</bdi>", badge, bin_words(row.bin))
    if row.status == _S.COMING and row.order is not None:
        day = getattr(row, "promised_on", None)
        when = date_only(day) if day else _("no day promised yet")
        address = row.order.get_absolute_url()
        return format_html(
            '{} <a href="{}"><bdi>{}</bdi></a> <span class="meta">{}</span>', badge, address, row.order.number, when
        )
    return SafeString(badge)


def _under_way(row: Reservation) -> SafeString:
    """What comes from another point, or from another dealer, with its day; to whoever may not see that, the badge."""
    badge = status_badge("info", _("Under way"))
    if row.transferline is not None:
        case: Transfer | PartRequest = row.transferline.transfer
        day = format_html(_("sent {}"), date_only(row.transferline.transfer.sent_at))
    elif row.partrequest is not None:
        case, day = row.partrequest, format_html(_("expected {}"), date_only(row.partrequest.expected_on))
    else:
        return SafeString(badge)
    address = case.get_absolute_url()
    return format_html(
        '{} <a href="{}"><bdi>{}</bdi></a> <span class="meta">{}</span>', badge, address, case.number, day
    )

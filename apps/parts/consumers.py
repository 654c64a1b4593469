"""What people are told of their orders."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from apps.notifications.catalogue import tell

_ORDER = "parts:order"

tell(
    "order.submitted",
    to="manufacturer",
    text=gettext_noop("New spare-parts order %(number)s: confirm it with a date"),
    url_name=_ORDER,
)
tell(
    "order.confirmed",
    to="dealer",
    text=gettext_noop("Order %(number)s: the manufacturer promised a date"),
    url_name=_ORDER,
)
tell("order.dispatched", to="dealer", text=gettext_noop("Order %(number)s: parts are on their way"), url_name=_ORDER)
tell(
    "order.cancelled_by_manufacturer",
    to="dealer",
    text=gettext_noop("Order %(number)s: the manufacturer cancelled parts of it"),
    url_name=_ORDER,
)
tell(
    "order.cancelled_by_dealer",
    to="manufacturer",
    text=gettext_noop("Order %(number)s: the dealer took parts of it back"),
    url_name=_ORDER,
)

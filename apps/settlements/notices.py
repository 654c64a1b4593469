"""Whom facts about payments are told to; those about estimates and settlements stand in their tables of steps."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from apps.notifications.catalogue import list_notice

list_notice(
    "batch.gathered",
    to="dealer",
    text=gettext_noop("Payment batch %(number)s was gathered for you"),
    url_name="settlements:batch",
)
list_notice(
    "batch.paid",
    to="dealer",
    text=gettext_noop("Payment batch %(number)s was paid: confirm when it came"),
    url_name="settlements:batch",
)
list_notice(
    "batch.received",
    to="manufacturer",
    text=gettext_noop("The dealer received the payment of batch %(number)s"),
    url_name="settlements:batch",
)

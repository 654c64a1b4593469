"""What happens next with an order, and by when: pages say it after each step, mails in their last sentence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import MAXYEAR, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .models import OrderLine, PartsOrder

_S = PartsOrder.Status


def fact_of(order: PartsOrder) -> dict[str, Any]:
    """What the outbox is told of an order beside number and sides."""
    due = order.next_due_at
    # What is due first of an order on its way need not be its arrival.
    over = due and order.status == _S.DISPATCHED and order.lines.filter(status=OrderLine.Status.OVER).exists()
    return {
        "line": None,
        "claim_number": order.claim_number,
        "status": order.status,
        # Far off while every clock of its lines pauses.
        "due": due.isoformat() if due and due.year < MAXYEAR else "",
        **({"over": True} if over else {}),
    }


def next_words(fact: Mapping[str, Any]) -> str:
    """The sentence for a fact of an order, in the reader's language and zone; empty where nothing is awaited."""
    status, due = fact.get("status"), fact.get("due")
    if due and status == _S.DISPATCHED and not fact.get("over"):
        when = date_format(timezone.localtime(datetime.fromisoformat(due)), "DATETIME_FORMAT")
        return _("Next: the parts must be there by %(when)s.") % {"when": when}
    if due:
        when = date_format(timezone.localtime(datetime.fromisoformat(due)), "DATETIME_FORMAT")
        return _("Next: the manufacturer must act by %(when)s.") % {"when": when}
    if status == _S.DELIVERED:
        return _("Next: the dealer books in what was delivered, or reports it.")
    if status == _S.DISPATCHED:
        return _("Next: the dealer records what has arrived.")
    if status in (_S.RECEIVED, _S.CANCELLED):
        return _("Nothing more is owed on this order.")
    return ""

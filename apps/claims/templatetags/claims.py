"""Words for the lines of a claim's history."""

from __future__ import annotations

from datetime import date

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from apps.claims.models import ClaimEvent

register = template.Library()

_WORDS = {
    "file": _("Request filed"),
    "respond": _("The workshop answered"),
    "start_repair": _("Vehicle taken in"),
    "order_parts": _("Parts ordered: the wait is the manufacturer's"),
    "parts_arrived": _("All parts are in: the repair goes on"),
    "parts_cancelled": _("An ordered part was cancelled: the next step is the workshop's"),
    "part_promised": _("The manufacturer promised to send the part by"),
    "ask_owner": _("Question to the owner"),
    "complete": _("Repair completed"),
    "hand_back": _("Vehicle handed back"),
    "close": _("Repair confirmed"),
    "reopen": _("Opened again: it is not repaired"),
    "deny": _("Request denied"),
    "reinstate": _("Denial taken back"),
    "withdraw": _("Request withdrawn"),
    "message": _("Message"),
}


@register.simple_tag
def claim_event(event: ClaimEvent) -> str:
    """``{% claim_event event %}``: what happened, in the reader's language."""
    words = str(_WORDS.get(event.kind, event.kind))
    day = event.values.get("promised_on")
    return f"{words}: {date_format(date.fromisoformat(day))}" if day else words

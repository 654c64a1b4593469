"""What pages of claims say differently to each side: ``{% load claims %}``."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import template
from django.template import Context
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.claims import contact
from apps.claims.models import ClaimEvent
from apps.duties.models import Clock, Party
from apps.duties.shares import shares

register = template.Library()


@register.simple_tag(takes_context=True)
def called(context: Context, event: ClaimEvent) -> str:
    """``{% called event %}``: who acted, as this reader may know it; the page's ``contact`` says what that is."""
    return contact.called(event, context["contact"])


@register.simple_tag(takes_context=True)
def photos_of(context: Context, event: ClaimEvent) -> Any:
    """``{% photos_of event as came_with %}``: the photos of a message, of those that the page has."""
    return context["talk"].get(event.pk, [])


@register.simple_tag
def charged_days(clock: Clock, at: datetime) -> str:
    """``{% charged_days clock now %}``: whole days of a clock by whom it waited for; empty on the first day."""
    until = min(filter(None, (at, clock.stopped_at)))
    found = shares(clock.intervals.all(), until=until)
    days = {party: length // timedelta(days=1) for party, length in found.items()}
    said = [
        _("%(party)s: %(days)s")
        % {"party": Party(party).label, "days": ngettext("%(n)d day", "%(n)d days", n) % {"n": n}}
        for party, n in days.items()
        if n
    ]
    return " · ".join(said)

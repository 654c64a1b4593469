"""What pages of claims say differently to each side: ``{% load claims %}``."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.claims import contact
from apps.claims.car_rights import CarRights, rights_of_car
from apps.claims.models import Claim, ClaimEvent
from apps.core.templatetags.face import status_badge
from apps.duties.models import Clock, Party
from apps.duties.shares import shares
from apps.vehicles.components import Component
from apps.vehicles.models import Vehicle
from apps.warranty.cover import Cover, coverage
from apps.warranty.remedies import Remedy
from apps.warranty.remedy_words import BADGES, said_remedy

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


@register.simple_tag
def car_rights(vehicle: Vehicle) -> CarRights:
    """``{% car_rights vehicle as rights %}``: the remedies of the law for a car today (at most 13 queries)."""
    return rights_of_car(vehicle, at=timezone.now())


register.simple_tag(said_remedy)


@register.simple_tag
def claim_cover(claim: Claim) -> Cover | None:
    """``{% claim_cover claim as found %}``: what covers the part that a claim is about, on the day of the fault.

    None for a recall, and for a reader who does not see the car any more (at most 7 queries).
    """
    vehicle = None if claim.recall else Vehicle.objects.filter(pk=claim.vehicle_id).first()
    if vehicle is None:
        return None
    return coverage(vehicle, claim.component, on=claim.occurred_on, odometer_km=claim.odometer_km)


@register.simple_tag
def claim_rights(claim: Claim) -> CarRights | None:
    """``{% claim_rights claim as rights %}``: the remedies of the law for its car; None as for the cover."""
    vehicle = None if claim.recall else Vehicle.objects.filter(pk=claim.vehicle_id).first()
    return rights_of_car(vehicle, at=timezone.now()) if vehicle else None


@register.simple_tag
def remedy_badge(remedy: Remedy) -> SafeString:
    """``{% remedy_badge remedy %}``: open, not yet, over, or to be confirmed."""
    tone, words = BADGES[remedy.state]
    return status_badge(tone, str(words))


@register.inclusion_tag("components/progress.html")
def remedy_bar(remedy: Remedy) -> dict[str, Any]:
    """``{% remedy_bar remedy %}``: how near a remedy is that is counted."""
    done, needed = remedy.done or 0, remedy.needed or 1
    return {"label": _("Counted"), "value": min(done, needed), "maximum": needed, "text": f"{done} / {needed}"}


@register.filter
def component_name(component: str) -> str:
    """``{{ chain.component|component_name }}``: a part of the car as people read it."""
    return str(Component(component).label) if component in Component.values else component

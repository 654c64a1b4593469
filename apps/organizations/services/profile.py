"""How an organisation presents itself: contact data and, for dealers, where they serve."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from apps.core.errors import Refused

from ..models import Organization, ServicePoint
from ..scope import Actor, Side
from .guard import require_admin


def update_profile(*, email: str, phone: str, by: Actor) -> Organization:
    """Change the contact data; name and country are facts of the register and stay."""
    organization = Organization.objects.get(pk=require_admin(by))
    organization.email, organization.phone = email, phone
    organization.save(update_fields=["email", "phone"])
    return organization


def save_service_point(
    *,
    point: ServicePoint | None,
    name: str,
    address: str,
    city: str,
    country: str,
    phone: str,
    opened_on: date,
    closed_on: date | None,
    by: Actor,
) -> ServicePoint:
    """Add a service point or change it; a closed one stays on record. The same new one again is the same.

    Raises Refused (field ``closed_on``) when it closes before it opened.
    """
    if by.side is not Side.DEALER or by.organization_id is None or not by.may_write:
        raise PermissionDenied
    if closed_on is not None and closed_on <= opened_on:
        raise Refused(_("It closes before it opened: check both days."), field="closed_on")
    values = {
        "name": name,
        "address": address,
        "city": city,
        "country": country,
        "phone": phone,
        "opened_on": opened_on,
        "closed_on": closed_on,
    }
    if point is None:
        same = ServicePoint.objects.filter(dealer_id=by.organization_id, **values).first()
        return same or ServicePoint.objects.create(dealer_id=by.organization_id, **values)
    for field, value in values.items():
        setattr(point, field, value)
    point.save(update_fields=list(values))
    return point

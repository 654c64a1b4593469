"""Reads of who acts for whom and who appointed whom. The walls choose the rows."""

from __future__ import annotations

from django.db.models import QuerySet

from apps.organizations.models import Appointment, Membership

from .models import Invitation


def members(organization_id: int) -> QuerySet[Membership]:
    """People of an organisation by name; names are kept in the row, since a side sees only its own user."""
    rows = Membership.objects.active().filter(organization_id=organization_id)
    return rows.order_by("person_name", "id")


def former_members(organization_id: int) -> QuerySet[Membership]:
    """Those who acted for an organisation, the last to go first."""
    rows = Membership.objects.filter(organization_id=organization_id, ended_at__isnull=False)
    return rows.order_by("-ended_at", "-id")


def open_invitations(organization_id: int) -> QuerySet[Invitation]:
    """Invitations of an organisation that wait for an answer, newest first."""
    return Invitation.objects.filter(organization_id=organization_id, status=Invitation.Status.OPEN)


def my_memberships(user_id: int) -> QuerySet[Membership]:
    """For whom a person may act, by name."""
    rows = Membership.objects.active().filter(user_id=user_id).select_related("organization")
    return rows.order_by("organization__name", "id")


def my_invitations(user_id: int) -> QuerySet[Invitation]:
    """What waits for a person's answer, newest first."""
    rows = Invitation.objects.filter(invitee_id=user_id, status=Invitation.Status.OPEN)
    return rows.select_related("organization")


def appointments_given(manufacturer_id: int) -> QuerySet[Appointment]:
    """A manufacturer's appointments, running and ended, by country (1 query)."""
    rows = Appointment.objects.filter(manufacturer_id=manufacturer_id).select_related("dealer")
    return rows.order_by("country", "dealer__name", "-starts_on", "id")


def appointments_held(dealer_id: int) -> QuerySet[Appointment]:
    """A dealer's appointments, by country (1 query)."""
    rows = Appointment.objects.filter(dealer_id=dealer_id).select_related("manufacturer")
    return rows.order_by("country", "manufacturer__name", "-starts_on", "id")

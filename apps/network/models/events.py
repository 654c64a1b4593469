"""What happened to invitations, memberships and appointments."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from apps.casework.models import CaseEvent

from .invitation import Invitation


class InvitationEvent(CaseEvent):
    """One line of an invitation's timeline; ``invitee`` is who had proven the address by then."""

    invitation = models.ForeignKey(Invitation, models.PROTECT, related_name="events")
    organization = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="+", db_index=False)
    invitee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )


class MembershipEvent(CaseEvent):
    """One line of a membership's timeline."""

    membership = models.ForeignKey("organizations.Membership", models.PROTECT, related_name="events")
    organization = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="+", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)


class AppointmentEvent(CaseEvent):
    """One line of an appointment's timeline."""

    appointment = models.ForeignKey("organizations.Appointment", models.PROTECT, related_name="events")
    dealer = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="+", db_index=False)
    manufacturer = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="+", db_index=False)
    country = CountryField(_("country"))

"""Invitations, and what happened to them, to memberships and to appointments."""

from .events import AppointmentEvent, InvitationEvent, MembershipEvent
from .invitation import Invitation

__all__ = ["AppointmentEvent", "Invitation", "InvitationEvent", "MembershipEvent"]

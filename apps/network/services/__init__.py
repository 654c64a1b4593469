"""Verbs of the network: who acts for whom, and who appointed whom."""

from .appointments import appoint, end_appointment
from .invitations import expire_old, invite
from .members import add_member, change_role

__all__ = ["add_member", "appoint", "change_role", "end_appointment", "expire_old", "invite"]

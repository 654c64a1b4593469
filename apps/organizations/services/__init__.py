"""Verbs of organisations: members, keys, service points, appointments."""

from .appointments import appoint, end_appointment
from .keys import create_key, revoke_key
from .members import add_member, change_role, remove_member
from .profile import save_service_point, update_profile

__all__ = [
    "add_member",
    "appoint",
    "change_role",
    "create_key",
    "end_appointment",
    "remove_member",
    "revoke_key",
    "save_service_point",
    "update_profile",
]

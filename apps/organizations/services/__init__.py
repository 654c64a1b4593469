"""Verbs of organisations: keys, contact data, service points, and for whom a person acts."""

from .acting import choose
from .keys import create_key, revoke_key, rotate_key
from .profile import save_service_point, update_profile

__all__ = [
    "choose",
    "create_key",
    "revoke_key",
    "rotate_key",
    "save_service_point",
    "update_profile",
]

"""Verbs of vehicles: recording exports, registering owners, reading odometers."""

from .corrections import correct_reading
from .exports import register_export
from .ownership import change_dealer, end_registration, register_owner
from .readings import add_reading

__all__ = ["add_reading", "change_dealer", "correct_reading", "end_registration", "register_export", "register_owner"]

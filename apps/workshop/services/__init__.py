"""Verbs of the workshop's day."""

from .bookings import check_ahead, check_begun, confirm, end_bookings, keep_booking, move, offer, wish, wish_another
from .desk import assign, assign_many, write_note
from .loaners import lend, take_back
from .places import add_bay, add_loaner, retire_bay, retire_loaner, set_hours

__all__ = [
    "add_bay",
    "add_loaner",
    "assign",
    "assign_many",
    "check_ahead",
    "check_begun",
    "confirm",
    "end_bookings",
    "keep_booking",
    "lend",
    "move",
    "offer",
    "retire_bay",
    "retire_loaner",
    "set_hours",
    "take_back",
    "wish",
    "wish_another",
    "write_note",
]

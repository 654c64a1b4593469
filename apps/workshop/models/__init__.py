"""A workshop's own day: who does what, notes of its own, bays and hours, appointments, replacement cars."""

from .bookings import Booking, BookingEvent
from .desk import Assignment, InternalNote
from .loaners import Loan, Loaner
from .places import Bay, OpeningHours

__all__ = [
    "Assignment",
    "Bay",
    "Booking",
    "BookingEvent",
    "InternalNote",
    "Loan",
    "Loaner",
    "OpeningHours",
]

"""Verbs of vehicles: recording exports, registering owners, proof and contest, reading odometers."""

from .contests import contest
from .corrections import correct_reading
from .exports import register_export
from .handovers import offer, take_over, withdraw_offer
from .histories import hide_history, show_history
from .ownership import change_dealer, end_registration, register_owner
from .proofs import prove
from .readings import add_reading

__all__ = [
    "add_reading",
    "change_dealer",
    "contest",
    "correct_reading",
    "end_registration",
    "hide_history",
    "offer",
    "prove",
    "register_export",
    "register_owner",
    "show_history",
    "take_over",
    "withdraw_offer",
]

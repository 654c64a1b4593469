"""Confirmation letters: their paper, their seal, how one is verified, and what was promised of a car."""

from .promises import promised_in

__all__ = ["promised_in"]

"""Confirmation letters: their paper, their seal, how one is verified, and what was promised of a car."""

from .promises import bound_by, promised_in

__all__ = ["bound_by", "promised_in"]

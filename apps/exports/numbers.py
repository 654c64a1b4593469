"""Licence numbers as they are kept. No Django here."""

from __future__ import annotations


def tidied_number(text: str) -> str:
    """In capitals, without blanks."""
    return "".join(text.split()).upper()

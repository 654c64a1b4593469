"""Numbers people can read out on the phone: a letter and eight characters that cannot be guessed or misread."""

from __future__ import annotations

import secrets

# Crockford's base 32: no I, L, O, U, so nothing is mistaken for 1 or 0 and no words appear.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 8


def new_number(prefix: str) -> str:
    """Return a fresh public number such as ``C-7K3M9Q2D`` (40 random bits)."""
    return f"{prefix}-" + "".join(secrets.choice(ALPHABET) for _ in range(_LENGTH))

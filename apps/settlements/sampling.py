"""Which settlements a manufacturer looks at although they could pass: one in so many, by digest. No Django here."""

from __future__ import annotations

import hashlib


def is_drawn(number: str, *, salt: str, one_in: int) -> bool:
    """Whether a settlement is drawn to be looked at: the same answer whenever it is asked.

    Nobody chooses: the number is given by chance, and the salt is known to the manufacturer's rule alone, so that
    neither a draft with a lucky number nor a lucky look at the clock helps. ``one_in`` 1 draws each.
    """
    digest = hashlib.sha256(f"{salt}:{number}".encode()).digest()
    return int.from_bytes(digest[:8]) % one_in == 0

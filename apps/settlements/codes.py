"""Fault codes as people type them, and as they are kept. No Django here.

SAE J2012 (ISO 15031-6): a letter for the system (power train, chassis, body, network), four signs, and perhaps the
failure type byte behind a dash.
"""

from __future__ import annotations

import re
import unicodedata

SAE = re.compile(r"[PCBU][0-3][0-9A-F]{3}(-[0-9A-F]{2})?")
_PARTS = re.compile(r"([PCBU][0-3O][0-9A-FO]{3})([0-9A-FO]{2})?")
#: The longest code of a manufacturer that is kept.
LONGEST = 30


def sae_code(text: str) -> str:
    """A code of SAE J2012 as it is kept: ``p0a1f 00``, ``P0A1F:00`` and ``PO A1F-00`` are ``P0A1F-00``; "" for none.

    An O where a figure stands is a nought.
    """
    bare = re.sub(r"[^0-9A-Z]", "", _plain(text))
    found = _PARTS.fullmatch(bare)
    if found is None:
        return ""
    head, tail = found[1][0] + found[1][1:].replace("O", "0"), (found[2] or "").replace("O", "0")
    return f"{head}-{tail}" if tail else head


def maker_code(text: str) -> str:
    """A manufacturer's own code, in capitals with single blanks; "" for what has no letter and no figure."""
    plain = " ".join(_plain(text).split())
    return plain if any(sign.isalnum() for sign in plain) else ""


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isprintable()).upper().strip()

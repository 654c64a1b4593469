"""How much a text says, and names that are names: the same for every script."""

from __future__ import annotations

import unicodedata
from typing import Final

#: A sign of Chinese, Japanese or Korean says what about three letters say: 行驶中刹车失灵, “brakes fail in motion”.
LETTERS_IN_A_SIGN: Final = 3
#: Letters and signs by their category, but nothing that anybody sees: fillers of Hangul, the blank of Braille.
UNSEEN: Final = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f")


def seen(c: str) -> bool:
    """Whether a character leaves a mark on paper, or a gap."""
    return (unicodedata.category(c) not in ("Cc", "Cf", "Cn", "Co", "Cs") and c not in UNSEEN) or c in "\t\n\r"


def said(text: str) -> int:
    """How much ``text`` says, in letters: unseen signs count nothing, blanks in a row are one, a sign counts three."""
    words = " ".join("".join(c for c in text if seen(c)).split())
    return sum(LETTERS_IN_A_SIGN if _is_sign(c) else 1 for c in words)


def _is_sign(c: str) -> bool:
    return unicodedata.category(c) == "Lo" and unicodedata.east_asian_width(c) in "WF"

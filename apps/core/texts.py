"""How much a text says, and names that are names: the same for every script."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from django.utils.translation import gettext as _

from .errors import Refused
from .tables.cells import shown

#: A sign of Chinese, Japanese or Korean says what about three letters say: 行驶中刹车失灵, “brakes fail in motion”.
LETTERS_IN_A_SIGN: Final = 3
#: Letters and signs by their category, but nothing that anybody sees: fillers of Hangul, the blank of Braille.
UNSEEN: Final = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f")
#: Between letters of Arabic, Persian and the scripts of India these two choose the shape of a word.
_JOINERS: Final = "\u200c\u200d"
_LINK: Final = re.compile(r"[/\\@<>]|\bwww\.|\bhttps?:", re.I)


def seen(c: str) -> bool:
    """Whether a character leaves a mark on paper, or a gap."""
    return (unicodedata.category(c) not in ("Cc", "Cf", "Cn", "Co", "Cs") and c not in UNSEEN) or c in "\t\n\r"


def said(text: str) -> int:
    """How much ``text`` says, in letters: unseen signs count nothing, blanks in a row are one, a sign counts three."""
    words = " ".join("".join(c for c in text if seen(c)).split())
    return sum(LETTERS_IN_A_SIGN if _is_sign(c) else 1 for c in words)


def _is_sign(c: str) -> bool:
    return unicodedata.category(c) == "Lo" and unicodedata.east_asian_width(c) in "WF"


def person_name(text: str) -> str:
    """A person's name on one line, without signs that nobody sees or that turn what stands beside them.

    An empty text stays empty. Raises Refused for line breaks and links, which make a message of a name, and for a
    name without a letter.
    """
    written = text.strip()
    if len(written.splitlines()) > 1 or _LINK.search(unicodedata.normalize("NFKC", written)):
        raise Refused(_("“%(value)s” is no name: write it on one line, without links.") % {"value": shown(written)})
    kept = "".join(c for c in unicodedata.normalize("NFC", written) if seen(c) or c in _JOINERS)
    name = " ".join(kept.split()).strip(_JOINERS)
    if text and not any(unicodedata.category(c).startswith("L") for c in name):
        raise Refused(_("“%(value)s” is no name: write what people call you.") % {"value": shown(written)})
    return name

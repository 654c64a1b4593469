"""What was typed into the search of claims, as what it may be: words, signs of a VIN or number, a plate, a phone."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: What parts a plate: KDA 123B and KDA-123B are one. Named, since what a letter is hangs on the database's locale.
PARTS_OF_PLATE = r"[\s.·-]"
#: Fewer say nothing: four digits end one VIN in ten thousand.
_FEWEST_SIGNS, _FEWEST_DIGITS, _MOST_WORDS = 4, 5, 6


@dataclass(frozen=True)
class Sought:
    """Everything that a text may be at once; empty where it cannot be that.

    ``words``: all of them, in name, title and complaint together. ``signs``: how a VIN ends or a piece of a number.
    ``plate`` and ``digits``: a piece of a plate or phone without what parts them.
    """

    words: tuple[str, ...]
    signs: str
    plate: str
    digits: str


def sought_in(wanted: str) -> Sought:
    """``wanted``: what was typed, with our figures."""
    signs = re.sub(r"[\s.-]", "", wanted.upper().removeprefix("C-"))
    plate = re.sub(PARTS_OF_PLATE, "", wanted.upper())
    digits = re.sub(r"\D", "", wanted).lstrip("0")
    are_signs = len(signs) >= _FEWEST_SIGNS and signs.isascii() and signs.isalnum()
    is_phone = len(digits) >= _FEWEST_DIGITS and not re.search(r"[^\W\d_]", wanted)
    return Sought(
        words=tuple(wanted.split()[:_MOST_WORDS]),
        signs=signs if are_signs else "",
        plate=plate if len(plate) >= _FEWEST_SIGNS else "",
        digits=digits if is_phone else "",
    )

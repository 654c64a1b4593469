"""Which VIN the barcodes of one picture say: plain text in, no pictures, no database.

Labels of cars hold the bare VIN (Code 39 in the door frame, often with an “I” in front that marks imports), or a VIN
among other fields (DataMatrix, QR, PDF417).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .vin import decode

#: 17 signs of the allowed set that stand alone, behind the “I” of import labels or not.
_ALONE = re.compile(r"(?<![A-Z0-9])I?([A-HJ-NPR-Z0-9]{17})(?![A-Z0-9])")
#: Beyond this no label writes; the rest is not looked at.
_LONGEST = 4000


def best_vin(texts: Iterable[str]) -> str:
    """The text out of all barcodes that is most like a VIN, or nothing.

    Most like: its check digit fits where one must, its maker is known, least is odd about it; among equals the first.
    """
    return max(_vins(texts), key=_likeness, default="")


def _vins(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for vin in _ALONE.findall(text[:_LONGEST].upper()):
            # The code of a maker has a letter: 17 digits are the number of a parcel or a part.
            if not vin[:3].isdigit():
                yield vin


def _likeness(vin: str) -> tuple[bool, bool, int]:
    found = decode(vin)
    return found.check_digit == "ok", bool(found.manufacturer), -len(found.warnings)

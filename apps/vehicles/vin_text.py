"""A VIN as people write it, folded to how it stands on the plate, with notes on what only looks like it.

Folded is what carries no meaning: spaces, dashes of all kinds, characters nobody sees, lower case, full-width forms,
digits of other scripts (each has one value), and what devices, papers and spreadsheets put round it. Letters of other
scripts stay as they are and are noted with the sign they look like: `В` may have been meant as B or as 8, so a person
decides.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final

from .vin_findings import Finding

#: Letters that no VIN has, and what was probably meant.
FORBIDDEN: Final = {"O": "0", "I": "1", "Q": "0"}
LENGTH: Final = 17
#: Signs that hide a character of the VIN, as listings and papers use them.
MASKS: Final = frozenset("*?#•●■█∗×…")

#: ASCII: separators and control characters go, small letters become capitals.
_ASCII: Final = {n: None if chr(n) in " -_" or n < 32 or n == 127 else chr(n).upper() for n in range(128)}
#: Dashes and blanks that their Unicode category does not give away.
_SKIPPED: Final = frozenset("_\u2212\u02d7\u2043\u30fc\u034f\u115f\u1160\u3164\u2800")
_SKIPPED_CATEGORIES: Final = frozenset({"Zs", "Zl", "Zp", "Pd", "Cf", "Cc"})

# As people type them on Cyrillic (with Kazakh, Ukrainian, Serbian letters) and Greek keyboards. Small letters are
# looked up as capitals, but for those whose shape is another one.
_LOOK_ALIKES: Final = dict(
    zip(
        "АВСЕНІӀЈКМОРЅТУХЗҚҢҮҰҒҺԚԜ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧν",
        "ABCEHI1JKMOPSTYX3KHYYFHQW" + "ABEZHIKMNOPTYXV",
        strict=True,
    )
)


#: Quotes, brackets and stops that are put round a VIN, and the apostrophe and ``="…"`` of spreadsheets.
_ROUND: Final = "'’‘‚`´\"“”„«»‹›「」()[]{}<>（）【】《》=:：;；,，.。،؛"
#: What papers and plates write before it; none of these can begin a VIN.
_LABELS: Final = ("VIN", "FIN", "车架号", "车辆识别代号", "车辆识别代码", "رقمالهيكل", "رقمالشاسيه")
_AROUND: Final = _ROUND + "".join(MASKS)


@dataclass(frozen=True, slots=True)
class Normalised:
    """``vin``: the folded text. ``notes``: masked places and look-alikes, each with its place in ``vin``."""

    vin: str
    notes: tuple[Finding, ...] = ()


def normalise(text: str) -> Normalised:
    """Fold what carries no meaning, note what must not be changed silently. Twice gives the same ``vin`` as once."""
    vin = _bare(text.translate(_ASCII) if text.isascii() else _folded(text))
    return Normalised(vin, _notes(text, vin))


def suggestion(letter: str) -> str:
    """The sign of a VIN that a letter or digit of another script looks like, or an empty text.

    Never a letter that VINs do not have: for a Cyrillic О it is 0.
    """
    found = _LOOK_ALIKES.get(letter) or _LOOK_ALIKES.get(letter.upper()) or _of_same_worth(letter)
    return FORBIDDEN.get(found, found)


def _of_same_worth(letter: str) -> str:
    """A digit of any script as ours, an accented or styled letter without its dress."""
    digit = unicodedata.digit(letter, None)
    if digit is not None:
        return str(digit)
    plain = [c for c in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(c)]
    if len(plain) != 1:
        return ""
    base = plain[0].upper()
    return base if base.isascii() and base.isalnum() else _LOOK_ALIKES.get(base, "")


def _folded(text: str) -> str:
    narrow = "".join(unicodedata.normalize("NFKC", c) if "\uff00" <= c <= "\uffef" else c for c in text)
    kept = unicodedata.normalize("NFC", "".join(c for c in narrow if not _skipped(c)))
    return "".join(_own_figure(c) for c in kept)


def _own_figure(c: str) -> str:
    """ASCII as capitals, a digit of any script as ours."""
    if c.isascii():
        return c.upper()
    return str(unicodedata.decimal(c)) if unicodedata.category(c) == "Nd" else c


def _bare(vin: str) -> str:
    """A folded text without what stands round it; stars and the like (a mask elsewhere) go only where a VIN is left."""
    core = vin.strip(_ROUND)
    label = next((word for word in _LABELS if core.startswith(word)), "")
    inner = core.removeprefix(label).strip(_AROUND)
    return inner if len(inner) == LENGTH else core


def _skipped(c: str) -> bool:
    if c.isascii() and c.isalnum():
        return False
    return c in _SKIPPED or "\ufe00" <= c <= "\ufe0f" or unicodedata.category(c) in _SKIPPED_CATEGORIES


def _notes(text: str, vin: str) -> tuple[Finding, ...]:
    found: list[Finding] = []
    mask = _masked_at(text, vin)
    if mask:
        found.append(Finding("masked", (("place", mask),)))
    if not vin.isascii():
        for place, letter in enumerate(vin, start=1):
            if not letter.isascii() and letter not in MASKS and (latin := suggestion(letter)):
                values = (("letter", letter), ("place", place), ("suggestion", latin))
                found.append(Finding("look_alike", values))
    return tuple(found)


def _masked_at(text: str, vin: str) -> int:
    """The first hidden place, from 1, or 0."""
    if _masked_by_x(text):
        return len(normalise(text[: text.index("x")]).vin) + 1
    return next((place for place, letter in enumerate(vin, start=1) if letter in MASKS), 0)


def _masked_by_x(text: str) -> bool:
    """Two or more small x among capitals hide characters: upper-casing them would invent a VIN."""
    return text.count("x") >= 2 and any(c.isupper() for c in text) and not any(c.islower() for c in text if c != "x")

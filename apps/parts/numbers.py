"""Part numbers and names as they are kept."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _

from apps.core.figures import in_our_figures
from apps.core.tables.cells import one_line, shown, unguarded

#: What looks like a dash and is none to Unicode: minus, hyphen bullet, box drawing, long vowel.
_DASHES = "\u2212\u02d7\u2043\u2500\u30fc"
_NUMBER = re.compile(r"[0-9A-Z][0-9A-Z ./_+-]{0,39}")


#: What scanners put before a number: the symbology (]C1), the sign of a GS1 code, and what GS1 calls a part number.
_SCANNED = re.compile(r"(?:\][A-Za-z][0-9A-Za-z])?\x1d?(?:\((?:240|241|243)\))?")


def clean_number(text: str) -> str:
    """Bring a part number to the form it is kept in: wide forms folded, capitals, single spaces, plain dashes.

    Signs that nobody sees (zero-width blanks, marks of byte order or direction) go, and so does what a scanner puts
    before a number, which no number begins with; figures of any script are ours.
    """
    seen = in_our_figures(_SCANNED.sub("", text.strip("\r\n\t "), count=1))
    plain = "".join("-" if unicodedata.category(c) == "Pd" or c in _DASHES else c for c in seen)
    return " ".join(plain.upper().split())


def bare_number(text: str) -> str:
    """A part number as it is looked for: letters and figures only (``Part.bare``)."""
    return "".join(c for c in clean_number(text) if c.isascii() and c.isalnum())


def clean_name(text: str) -> str:
    """A name on one line, without control characters and without the mark that hides formulas."""
    return one_line(unguarded(text))


def number_problem(number: str) -> str:
    """Say what is wrong with a cleaned part number; nothing when it is right."""
    if _NUMBER.fullmatch(number):
        return ""
    return _("“%(value)s” is no part number. Use 1 to 40 letters A–Z, digits, and . / _ + - between them.") % {
        "value": shown(number)
    }


def name_problem(name: str) -> str:
    """Say what is wrong with a cleaned name; nothing when it is right."""
    if 1 <= len(name) <= 150:
        return ""
    return _("A name has 1 to 150 characters; this one has %(n)s.") % {"n": len(name)}

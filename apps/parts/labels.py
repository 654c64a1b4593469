"""Labels for bins and parts: a code of the number, which every scanner reads into a field of a part number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import segno
import zxingcpp
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from .models import Part


@dataclass(frozen=True)
class Label:
    """What is printed on one: the code as SVG, the number and the name in letters."""

    code: SafeString
    number: str
    name: str


#: The kinds of code, the first as a rule: a telephone reads one of them, every scanner of a shelf the other.
CODES = {"qr": _("QR codes"), "code128": _("Code 128")}


def labels_of(parts: Iterable[Part], code: str) -> list[Label]:
    """One label for each part; ``code``: one of ``CODES``."""
    drawn = _code_128 if code == "code128" else _qr
    return [Label(drawn(part.number), part.number, part.name) for part in parts]


# Both are made of a number of our own catalogue by a library: no text of a person's is in the drawing.
def _qr(text: str) -> SafeString:
    code = segno.make(text, error="m", micro=False)
    return mark_safe(code.svg_inline(scale=3, border=2, svgclass=None, lineclass=None))  # noqa: S308


def _code_128(text: str) -> SafeString:
    drawing = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128).to_svg(scale=2, add_hrt=False)
    # Many stand on one page: the name that each drawing gives itself may be there once only.
    return mark_safe(drawing[drawing.index("<svg") :].replace(' id="barcode"', "", 1))  # noqa: S308

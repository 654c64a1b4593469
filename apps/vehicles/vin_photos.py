"""The VIN out of a photo of its barcode or sticker. The photo is looked at and forgotten; no table is asked."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import zxingcpp
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from PIL import Image
from zxingcpp import BarcodeFormat, BarcodeFormats

from apps.core.errors import Refused
from apps.core.photos import in_grey
from apps.core.typesetting import visible

from .vin_barcodes import best_vin

#: Bars are read by lines across them, so a label that lies aslant needs a turned picture; squares do not.
_BARS = BarcodeFormats([BarcodeFormat.Code39, BarcodeFormat.Code128])
_ALL = BarcodeFormats([*_BARS, BarcodeFormat.DataMatrix, BarcodeFormat.QRCode, BarcodeFormat.PDF417])
#: Longest side, turn in degrees and kinds, the cheapest first: small for labels near by, large for those farther away.
_LOOKS = ((1600, 0, _ALL), (2800, 0, _ALL), (2000, 22, _BARS), (2000, -22, _BARS), (2000, 45, _BARS))
_LARGEST = max(longest for longest, _turn, _kinds in _LOOKS)
#: A look takes up to a second of a processor: in one process they wait for one another.
_LOOKING = threading.Lock()
_SHOWN_OTHERS = 3
_SHOWN_SIGNS = 40


@dataclass(frozen=True)
class Seen:
    """The VIN of a photo, and what its other barcodes say (up to 3, cut to 40 signs)."""

    vin: str
    others: tuple[str, ...] = ()


def vin_in_photo(file: UploadedFile[Any]) -> Seen:
    """Read the VIN; raises Refused (field ``photo``) for what is no photo or too large, for a photo without any barcode
    (code ``no_barcode``), and for one whose barcodes say something else (``other_barcode``), with what they say.
    """
    try:
        picture = in_grey(file, longest=_LARGEST)
    except Refused as refused:
        raise Refused(refused.message, field="photo", code=refused.code) from refused
    texts: dict[str, None] = {}
    with _LOOKING:
        for found in _looks(picture):
            texts.update(dict.fromkeys(found))
            if vin := best_vin(texts):
                return Seen(vin, _said(text for text in texts if best_vin([text]) != vin))
    raise _nothing(_said(iter(texts)))


def _looks(picture: Image.Image) -> Iterator[list[str]]:
    """The texts of each look at the picture."""
    for longest, turn, kinds in _LOOKS:
        look = picture.copy()
        look.thumbnail((longest, longest))
        if turn:
            look = look.rotate(turn, Image.Resampling.BILINEAR, expand=True, fillcolor=128)
        codes = zxingcpp.read_barcodes(look, formats=kinds, try_invert=not turn, text_mode=zxingcpp.TextMode.Plain)
        yield [code.text for code in codes]


def _said(texts: Iterator[str]) -> tuple[str, ...]:
    """Texts of barcodes, whoever printed them, as a page may show them."""
    told = [text for text in (visible(text).strip() for text in texts) if text]
    return tuple(text if len(text) <= _SHOWN_SIGNS else text[:_SHOWN_SIGNS] + "…" for text in told[:_SHOWN_OTHERS])


def _nothing(others: tuple[str, ...]) -> Refused:
    if others:
        text = _("The barcode says “%(text)s”, which is no VIN: photograph the label with the VIN, or type the VIN.")
        return Refused(text % {"text": "”, “".join(others)}, field="photo", code="other_barcode")
    text = _(
        "No barcode can be read in the photo: go nearer, hold the phone level with the label, in good light and "
        "without glare. Or type the VIN."
    )
    return Refused(text, field="photo", code="no_barcode")

"""What is said of a part beside number and name: how it is sold, what it weighs, how it may travel."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries import countries

from apps.core.errors import Refused
from apps.core.figures import in_our_figures

from .numbers import clean_name

MOST_IN_A_PACK = 1_000
MOST_AT_LEAST = 10_000
HEAVIEST_G = 5_000_000
LONGEST_LIFE = 240
_BOUNDS = _("“%(value)s” cannot be: write a whole number from 1 to %(most)s.")
_CUSTOMS = re.compile(r"\d{6,10}")
_BARCODE_LENGTHS = (8, 12, 13, 14)


class Unit(models.TextChoices):
    """What a quantity of a part counts."""

    PIECE = "piece", pgettext_lazy("unit of a part", "piece")
    LITRE = "litre", pgettext_lazy("unit of a part", "litre")
    METRE = "metre", pgettext_lazy("unit of a part", "metre")
    SET = "set", pgettext_lazy("unit of a part", "set")


class Transport(models.TextChoices):
    """Dangerous goods that spare parts are, by UN number; empty: none.

    Source: UN Model Regulations on the Transport of Dangerous Goods, dangerous goods list (chapter 3.2).
    """

    UN1133 = "UN1133", _("UN 1133, class 3: adhesives, flammable liquid")
    UN1263 = "UN1263", _("UN 1263, class 3: paint")
    UN1950 = "UN1950", _("UN 1950, class 2: aerosols")
    UN1993 = "UN1993", _("UN 1993, class 3: flammable liquid, not otherwise specified")
    UN2794 = "UN2794", _("UN 2794, class 8: batteries, wet, filled with acid")
    UN2800 = "UN2800", _("UN 2800, class 8: batteries, wet, non-spillable")
    UN3082 = "UN3082", _("UN 3082, class 9: liquid that harms the environment")
    UN3171 = "UN3171", _("UN 3171, class 9: battery-powered equipment")
    UN3268 = "UN3268", _("UN 3268, class 9: safety devices, electrically initiated")
    UN3480 = "UN3480", _("UN 3480, class 9: lithium ion batteries")
    UN3481 = "UN3481", _("UN 3481, class 9: lithium ion batteries in equipment")


#: Columns of a part that its manufacturer may say, with what stands where nothing is said.
DEFAULTS: dict[str, Any] = {
    "name_zh": "",
    "name_ar": "",
    "unit": Unit.PIECE.value,
    "pack": 1,
    "least": 1,
    "weight_g": None,
    "customs_code": "",
    "origin": "",
    "critical": False,
    "transport": "",
    "shelf_life_months": None,
    "barcode": "",
}


def checked_details(given: Mapping[str, Any]) -> dict[str, Any]:
    """What may be kept of ``given`` (names of DEFAULTS), cleaned. Raises Refused naming field, value and mend."""
    found = dict(given)
    for name in ("name_zh", "name_ar"):
        if name in found:
            found[name] = _checked_name(name, found[name])
    for name, most in (("pack", MOST_IN_A_PACK), ("least", MOST_AT_LEAST)):
        if name in found and not 1 <= found[name] <= most:
            raise _refused(
                name, found[name], _("“%(value)s” cannot be: write a whole number from 1 to %(most)s."), most
            )
    for name, most in (("weight_g", HEAVIEST_G), ("shelf_life_months", LONGEST_LIFE)):
        if found.get(name) is not None and not 1 <= found[name] <= most:
            raise _refused(
                name, found[name], _("“%(value)s” cannot be: write a whole number from 1 to %(most)s."), most
            )
    for name, read in (("customs_code", read_customs_code), ("barcode", read_barcode), ("origin", read_origin)):
        if found.get(name):
            found[name] = read(found[name])
    return found


def read_customs_code(text: str) -> str:
    """A code of the Harmonized System, 6 to 10 figures, without its points. Raises Refused."""
    code = "".join(c for c in in_our_figures(text) if c not in " .-")
    if not _CUSTOMS.fullmatch(code):
        raise _refused("customs_code", text, _("“%(value)s” is no customs code: write its 6 to 10 figures."))
    return code


def read_barcode(text: str) -> str:
    """A GTIN (EAN, UPC) with 8, 12, 13 or 14 figures. Raises Refused, too where the last figure does not fit."""
    code = "".join(in_our_figures(text).split())
    if not (code.isascii() and code.isdecimal() and len(code) in _BARCODE_LENGTHS):
        raise _refused("barcode", text, _("“%(value)s” is no barcode: write its 8, 12, 13 or 14 figures."))
    if not _sums_up(code):
        message = _("“%(value)s” has a figure that is not right: the last one does not fit the others.")
        raise _refused("barcode", text, message)
    return code


def read_origin(text: str) -> str:
    """A country by its two letters. Raises Refused."""
    code = str(text).strip().upper()
    if code not in countries:
        raise _refused("origin", text, _("“%(value)s” is no country: write its two letters, as CN."))
    return code


def _sums_up(code: str) -> bool:
    """Whether the check figure fits (ISO/IEC 15420: weights 3 and 1 from the right, modulo 10)."""
    total = sum(int(c) * (1 if place % 2 == 0 else 3) for place, c in enumerate(reversed(code)))
    return total % 10 == 0


def _checked_name(field: str, text: str) -> str:
    name = clean_name(text)
    if len(name) > 150:
        raise _refused(field, text, _("“%(value)s…” is longer than 150 characters: shorten it."))
    return name


def _refused(field: str, value: Any, message: Any, most: int = 0) -> Refused:
    return Refused(message % {"value": str(value)[:40], "most": most}, field=field)

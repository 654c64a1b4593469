"""Numbers as people write them: grouped, in the figures of any script, with their unit. Read or asked, never cut."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from .errors import Refused
from .tables.cells import shown

#: Distances are written with one of these behind them, as our own pages do.
KILOMETRES = ("km", "kms", "公里", "千米", "كم", "كيلومتر")
#: Longer than any number that people write.
_LONGEST = 60

_PLAIN = re.compile(r"-?[0-9]+")
#: Groups of three by one sign throughout, or as in India of two before the last three.
_GROUPED = re.compile(
    r"-?[0-9]{1,3}(?:(?P<sign>[,' ])[0-9]{3})(?:(?P=sign)[0-9]{3})*|-?[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}"
)
#: One point before three figures: thousands for some, decimals for others.
_ONE_POINT = re.compile(r"(-?[0-9]{1,3})\.([0-9]{3})")
_POINTS = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{3}){2,}")
#: No part of one, as spreadsheets and devices write it.
_NO_PART = re.compile(r"(-?[0-9]+)[.,]0{1,2}")
#: A number with a part: 12.5, 12,50, 1,234.5, 1.234,50, 1 234,50; what groups and what parts are different signs.
_PARTED = re.compile(
    r"(?P<whole>-?[0-9]+|-?[0-9]{1,3}(?:(?P<sign>[,.' ])[0-9]{3})(?:(?P=sign)[0-9]{3})*)"
    r"(?P<point>[.,])(?P<part>[0-9]+)"
)
#: One sign before three figures groups for some and parts for others.
_ONE_SIGN = re.compile(r"(-?[1-9][0-9]{0,2})[.,]([0-9]{3})")
_LESS_THAN_ONE = re.compile(r"(-?)0+[.,]([0-9]+)")
#: Signs that group figures in one language or another, as the one that stands for them here.
_SIGNS = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "٬": ",", "،": ",", "、": ",", "٫": ".", "−": "-", "_": " "}
)


def in_our_figures(text: str) -> str:
    """``text`` with decimal figures of every script as 0 to 9, wide forms narrow, without signs that nobody sees.

    What only looks like a figure (², ①) has no value of its own and is left as it is.
    """
    narrow = "".join(c if unicodedata.category(c) == "No" else unicodedata.normalize("NFKC", c) for c in text)
    seen = (c for c in narrow if unicodedata.category(c) != "Cf")
    return "".join(str(unicodedata.decimal(c)) if unicodedata.category(c) == "Nd" else c for c in seen).strip()


def read_whole(text: str, *, units: Iterable[str] = ()) -> int:
    """The whole number that ``text`` says in its only reading; one of ``units`` may stand behind it.

    Raises Refused in words when it has none, or two: ``15.000`` is fifteen thousand in Jakarta and fifteen in Nairobi.
    """
    written = _without_unit(" ".join(in_our_figures(text[:_LONGEST]).translate(_SIGNS).split()), units)
    if len(text) <= _LONGEST:
        if _PLAIN.fullmatch(written):
            return int(written)
        if _GROUPED.fullmatch(written) or _POINTS.fullmatch(written):
            return int(re.sub("[,' .]", "", written))
        if found := _NO_PART.fullmatch(written):
            return int(found[1])
        if found := _ONE_POINT.fullmatch(written):
            raise Refused(_two_readings(text, found))
    raise Refused(
        _("“%(value)s” is no whole number: write it in figures without a fraction, as 15000.") % {"value": shown(text)}
    )


def read_decimal(text: str) -> Decimal:
    """The number that ``text`` says in its only reading, with a part behind a point or a comma.

    Raises Refused in words when it has none, or two: ``1,234`` is one thousand in London and one in Berlin.
    """
    written = " ".join(in_our_figures(text[:_LONGEST]).translate(_SIGNS).split())
    if len(text) <= _LONGEST:
        if found := _ONE_SIGN.fullmatch(written):
            raise Refused(
                _("“%(value)s” can be read as %(large)s or as %(small)s: write it as one of these.")
                % {
                    "value": shown(text.strip()),
                    "large": f"{found[1]}{found[2]}.00",
                    "small": f"{found[1]}.{found[2]}0",
                }
            )
        if found := _LESS_THAN_ONE.fullmatch(written):
            return Decimal(f"{found[1]}0.{found[2]}")
        if _PLAIN.fullmatch(written) or _GROUPED.fullmatch(written) or _POINTS.fullmatch(written):
            return Decimal(re.sub("[,' .]", "", written))
        found = _PARTED.fullmatch(written)
        if found and found["sign"] != found["point"]:
            return Decimal(re.sub("[,' .]", "", found["whole"]) + "." + found["part"])
    raise Refused(_("“%(value)s” is no number: write it in figures, as 1234.50.") % {"value": shown(text)})


def _without_unit(written: str, units: Iterable[str]) -> str:
    for unit in units:
        if written.casefold().endswith(unit):
            return written[: -len(unit)].rstrip(" .")
    return written


def _two_readings(text: str, found: re.Match[str]) -> str:
    return _("“%(value)s” can be read as %(large)s or as %(small)s: write the number without a point.") % {
        "value": shown(text.strip()),
        "large": found[1] + found[2],
        "small": f"{found[1]}.{found[2]}".rstrip("0").rstrip("."),
    }

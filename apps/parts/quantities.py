"""How many of a part one may ask for, and how a wrong number is answered."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.core.errors import Refused
from apps.core.figures import read_whole

from .models import MOST_IN_A_LINE


def checked_quantity(value: Any, part_number: str, *, most: int = MOST_IN_A_LINE, field: str = "quantity") -> int:
    """Return ``value`` when it is a whole number from 1 to ``most``; else raise Refused naming value and mend."""
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        raise Refused(
            _("%(value)s of part %(part)s cannot be. Write a whole number from 1 to %(most)s.")
            % {"value": str(value)[:20], "part": part_number, "most": most},
            field=field,
            code="quantity",
        )
    return value


def read_quantity(text: str, *, field: str = "quantity") -> int:
    """How many a text says; raises Refused when it says no whole number, or two (1.000)."""
    try:
        return read_whole(text)
    except Refused as refused:
        raise Refused(refused.message, field=field, code="quantity") from None

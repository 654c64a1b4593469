"""How a bin is called."""

from __future__ import annotations

from django.utils.translation import gettext as _

from .models import Bin


def bin_words(bin: Bin) -> str:
    """Its point and its code, or what kind it is; needs ``point``."""
    name = bin.code if bin.kind == Bin.Kind.SHELF else str(bin.get_kind_display())
    if bin.point is None:
        return _("%(bin)s, without a service point") % {"bin": name}
    return f"{bin.point.name}: {name}"

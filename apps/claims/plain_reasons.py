"""The coded reasons of denials in plain words, for owners who know no warranty terms."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from .models import DenialReason

_PLAIN: dict[str, Any] = {
    DenialReason.OUT_OF_WARRANTY: _(
        "They say that the warranty was over when the fault showed, by its date or by the kilometres driven."
    ),
    DenialReason.WEAR: _("They say that the part is used up by normal driving, which a warranty does not cover."),
    DenialReason.MISUSE: _(
        "They say that the damage came from outside, as by an accident, or by using the car otherwise than it is made "
        "for."
    ),
    DenialReason.NOT_FOUND: _("They say that they looked and could not find what you describe."),
    DenialReason.NOT_COVERED: _("They say that the warranty does not include this part of the car."),
    DenialReason.DUPLICATE: _("They say that another request of yours is about the same fault already."),
}


def plain_reason(code: str) -> Any:
    """What a reason means, in a sentence; empty for a code of an older release."""
    return _PLAIN.get(code, "")

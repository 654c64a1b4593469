"""The box for a VIN, with help to fill it in from a photo of the car's barcode."""

from __future__ import annotations

from enum import Enum
from typing import Any

from django import forms

from apps.core.errors import Refused

from .vin_photos import Seen
from .vin_reading import read_vin


class PhotoHelp(Enum):
    """How a page offers to read a VIN from a photo."""

    NONE = "none"
    #: As soon as it is taken, where there are scripts; else by the button.
    AT_ONCE = "at_once"
    #: By the button alone: the page has no scripts.
    WITH_BUTTON = "with_button"


class VinInput(forms.TextInput):
    """A text box in Latin capitals, read from left to right; under it the photo, and what came of the last one."""

    template_name = "vehicles/vin_input.html"
    seen: Seen | None = None
    problem: Refused | None = None

    def __init__(self, photo: PhotoHelp) -> None:
        super().__init__({"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false", "dir": "ltr"})
        self.photo = photo

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add whether and how a photo is offered, what was read of the last one, and what was wrong with it."""
        context = super().get_context(name, value, attrs)
        return {
            **context,
            "photo": self.photo is not PhotoHelp.NONE,
            "at_once": self.photo is PhotoHelp.AT_ONCE,
            "seen": self.seen,
            "reading": read_vin(self.seen.vin) if self.seen else None,
            "problem": self.problem,
        }

"""Forms of the steps on an appointment that ask more than grounds."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.casework.step_forms import StepForm
from apps.core.fields import MomentField, WholeNumberField

from .models import Bay
from .selectors import bays_of

ANY_BAY = _("Decided on the day")


def bay_field(points: Any) -> forms.ModelChoiceField[Bay]:
    """A bay of these service points, or none."""
    return forms.ModelChoiceField(label=_("Bay"), queryset=bays_of(points), required=False, empty_label=ANY_BAY)


class ConfirmForm(StepForm):
    """The bay in which the owner's wish is met."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["bay"] = bay_field([self.case.service_point])


class MoveForm(StepForm):
    """Another time, how long it takes, and where."""

    starts_at = MomentField(label=_("New time"))
    minutes = WholeNumberField(label=_("Minutes"), min_value=15, max_value=36 * 60)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["bay"] = bay_field([self.case.service_point])
        length = self.case.ends_at - self.case.starts_at
        self.fields["minutes"].initial = int(length.total_seconds() // 60)
        self.fields["starts_at"].initial = self.case.starts_at


class WishForm(StepForm):
    """Another time that suits the owner."""

    starts_at = MomentField(label=_("When you would like to come"))

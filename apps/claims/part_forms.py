"""What a workshop writes to keep parts for a repair."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .forms import PartsForm
from .part_numbers import chosen_point, points_of


class ReserveForm(PartsForm):
    """Part numbers and quantities, and where the car is repaired."""

    point = forms.ChoiceField(label=_("Service point"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        points = points_of(self.case, at=timezone.now())
        chooser = self.fields["point"]
        assert isinstance(chooser, forms.ChoiceField)
        chooser.choices = [(str(point.pk), str(point)) for point in points]
        if len(points) <= 1:
            chooser.required = False
            chooser.widget = forms.HiddenInput()

    def arguments(self) -> dict[str, Any]:
        wished = self.cleaned_data["point"]
        point = chosen_point(self.case, int(wished) if wished else None, at=timezone.now())
        return {**super().arguments(), "point": point}

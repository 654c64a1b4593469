"""What is typed in while shelves are counted: a number for each line, on a phone, with one hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.organizations.models import ServicePoint

from .forms import NumberField, QuantityField
from .models import MOST_ON_HAND, StockTakeLine


class OpenCountForm(forms.Form):
    """Which service point is counted."""

    point = forms.ChoiceField(label=_("Service point"))

    def __init__(self, *args: object, points: Iterable[ServicePoint], **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.points = {str(point.pk): point for point in points}
        chooser = self.fields["point"]
        assert isinstance(chooser, forms.ChoiceField)
        chooser.choices = [(key, str(point)) for key, point in self.points.items()]
        if len(self.points) <= 1:
            chooser.required = False
            chooser.widget = forms.HiddenInput()

    @property
    def chosen(self) -> ServicePoint | None:
        """The point; None: of a dealer without points."""
        wished = self.cleaned_data["point"] or next(iter(self.points), "")
        return self.points.get(wished)


class ScanForm(forms.Form):
    """A part number, typed or scanned: the sheet opens at its line."""

    part = NumberField(label=_("Scan or write a part number"), required=False)


class CountSheetForm(forms.Form):
    """One field for each line of a sheet; an empty one is not counted yet."""

    def __init__(self, *args: object, lines: Sequence[StockTakeLine], **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.lines = {f"line_{line.pk}": line for line in lines}
        for name, line in self.lines.items():
            label = f"{line.bin.code} · {line.part.number} {line.part.name}"
            self.fields[name] = QuantityField(
                label=label, least=0, most=MOST_ON_HAND, required=False, initial=line.counted
            )

    def chosen(self) -> dict[int, int]:
        """What was written and is new, by line id."""
        data = self.cleaned_data
        return {
            line.pk: data[name]
            for name, line in self.lines.items()
            if data.get(name) is not None and name in self.changed_data
        }

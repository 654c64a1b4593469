"""How another part is offered and answered, on pages and over the API."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from apps.casework.step_actions import StepData
from apps.casework.step_forms import StepForm
from apps.core.api_fields import Number, Text

from .forms import NumberField
from .models import OrderLine, Substitution
from .steps import lines_for


class _OneLineForm(StepForm):
    """A step on one line."""

    page_template = "parts/_chosen_lines.html"
    button: Any = ""
    button_class = "button"

    line = forms.TypedChoiceField(label=_("Line"), coerce=int)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["line"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(line.pk), self.words_for(line)) for line in self.offered_lines()]

    def offered_lines(self) -> list[OrderLine]:
        return lines_for(self.case, self.step.verb, self.actor)

    def words_for(self, line: OrderLine) -> str:
        return f"{line.part.number} {line.part.name} × {line.quantity}"

    @property
    def heading(self) -> Any:
        """What the folded form is called."""
        return self.step.label


class OfferForm(_OneLineForm):
    """Which part is offered for which line."""

    button = _("Offer it to the dealer")

    part = NumberField(label=_("Part number of the other part"))


class AnswerForm(_OneLineForm):
    """Whether the dealer takes what was offered; shown where something is."""

    page_template = "parts/_answer.html"
    button = _("Answer")

    answer = forms.ChoiceField(label=_("Your answer"), choices=Substitution.Answer.choices, widget=forms.RadioSelect)

    def offered_lines(self) -> list[OrderLine]:
        self.waiting = {
            offer.line_id: offer
            for offer in Substitution.objects.filter(line__order=self.case, answer="").select_related("offered")
        }
        return [line for line in super().offered_lines() if line.pk in self.waiting]

    def words_for(self, line: OrderLine) -> str:
        offer = self.waiting[line.pk]
        return f"{line.part.number} → {offer.offered.number} {offer.offered.name} × {line.quantity}"


class OfferData(StepData):
    line = Number()
    part = Text(max_length=60, help_text="Part number of what is offered.")


class AnswerData(StepData):
    line = Number()
    answer = serializers.ChoiceField(choices=Substitution.Answer.choices)

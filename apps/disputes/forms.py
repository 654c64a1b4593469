"""What owners write when they object or bring a case, and what the authority asks and finds."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.casework.step_forms import StepForm
from apps.casework.steps import Grounds
from apps.duties.models import Party

from .models import Escalation
from .services.escalations import ANSWER, QUESTION, WORDS
from .services.objections import GROUNDS


def _written(grounds: Grounds, help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=grounds.label,
        help_text=help_text,
        max_length=grounds.most,
        widget=forms.Textarea({"rows": grounds.rows}),
    )


class ObjectionForm(forms.Form):
    """Why a denial is wrong."""

    grounds = _written(GROUNDS, _("Say what the explanation misses. Photos you can send as a message before."))


class EscalationForm(forms.Form):
    """Why a case is brought, of what holds now, and what should be done."""

    cause = forms.ChoiceField(label=_("Why you bring it"))
    words = _written(WORDS, _("Workshop, manufacturer and authority read it."))

    def __init__(self, *args: Any, causes: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        chosen = [(cause, Escalation.Cause(cause).label) for cause in causes]
        field: Any = self.fields["cause"]
        field.choices = chosen if len(chosen) == 1 else [("", _("Choose")), *chosen]


class AskForm(StepForm):
    """A question to one side of a case."""

    side = forms.ChoiceField(label=_("Whom to ask"), choices=[("", _("Choose")), *Party.choices])
    question = _written(QUESTION, _("That side reads it, and no other."))


class AnswerForm(StepForm):
    """The answer of the side that was asked."""

    message = _written(ANSWER, _("The authority reads it, and no other side."))


class FindForm(StepForm):
    """A finding, coded; its words follow."""

    outcome = forms.ChoiceField(label=_("Finding"), choices=[("", _("Choose")), *Escalation.Outcome.choices])

"""The form of a step: the grounds that its row asks for, and whatever its own class adds."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.fields import MomentField
from apps.core.sent_twice import key_field, version_field
from apps.organizations.scope import Actor

from .kinds import CaseKind, kind_of
from .moments import WHY, told_in
from .steps import Grounds, Step, resolved

_NO_ARGUMENTS = ("version", "key", "sure", "happened_at", "why_late")


class StepForm(forms.Form):
    """``version`` is the case as the person saw it, so that whoever acts second is told; ``key`` makes the same form,
    sent twice, one step.
    """

    version = version_field()
    key = key_field(required=False)

    #: How the page shows it: a template that finds ``step``, ``form`` and ``action``.
    page_template = "casework/_step.html"

    def __init__(self, *args: Any, case: Any, step: Step, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.case, self.step, self.actor = case, step, actor
        self.fields["version"].initial = case.version
        if step.grounds:
            self.fields[step.grounds.field] = _grounds_field(step.grounds)
        if step.told_later:
            self.fields["happened_at"] = MomentField(
                label=_("When it happened"),
                required=False,
                help_text=_("Only if it was earlier, as when there was no network; both times stay visible."),
            )
            self.fields[WHY.field] = forms.CharField(label=WHY.label, max_length=WHY.most, required=False)
        if step.confirm:
            self.fields["sure"] = forms.BooleanField(label=step.confirm)

    def arguments(self) -> dict[str, Any]:
        """What the step is taken with, beside who, when, version and key."""
        data = self.cleaned_data
        return {**{name: value for name, value in data.items() if name not in _NO_ARGUMENTS}, **told_in(data)}


def _grounds_field(grounds: Grounds) -> forms.CharField:
    # How much is needed the engine says, to pages and API alike; here only whether anything is.
    return forms.CharField(
        label=grounds.label,
        help_text=grounds.help,
        widget=forms.Textarea({"rows": grounds.rows}),
        max_length=grounds.most,
        required=grounds.least > 0,
    )


def form_of(case: Any, verb: str, actor: Actor, data: Any = None, files: Any = None) -> StepForm:
    """The form of a step; its names or ids carry the verb, since several stand on one page."""
    kind = kind_of(case)
    step = kind.step(verb)
    made: type[StepForm] = resolved(step.form) if step.form else StepForm
    return made(data, files, case=case, step=step, actor=actor, **_apart(kind, verb))


def _apart(kind: CaseKind, verb: str) -> dict[str, str]:
    return {"prefix": verb} if kind.prefixed else {"auto_id": f"{verb}_%s"}

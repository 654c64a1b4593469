"""What people write on flags."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class DisputeForm(forms.Form):
    """An objection to one counted case."""

    reason = forms.CharField(
        label=_("Why should this case not count?"),
        help_text=_("Name the fact and where it can be checked: a record, a date, a document."),
        widget=forms.Textarea({"rows": 4}),
        max_length=2000,
    )


class DecisionForm(forms.Form):
    upheld = forms.TypedChoiceField(
        label=_("Decision"),
        choices=((1, _("Uphold: the case no longer counts")), (0, _("Reject: the case counts"))),
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Grounds"),
        help_text=_("The manufacturer reads them."),
        widget=forms.Textarea({"rows": 4}),
        max_length=2000,
    )


class CompareForm(forms.Form):
    """Which two manufacturers stand side by side, by their short names."""

    a = forms.ChoiceField(label=_("First"))
    b = forms.ChoiceField(label=_("Second"))

    def __init__(self, *args: Any, makers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("a", "b"):
            self.fields[name].choices = [("", _("Choose")), *makers]  # type: ignore[attr-defined]


class NoteForm(forms.Form):
    """What somebody says of a signal."""

    text = forms.CharField(label=_("What is so, and why"), max_length=2000, widget=forms.Textarea)

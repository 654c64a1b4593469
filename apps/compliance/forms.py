"""What people write on flags."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class StepForm(forms.Form):
    """A step with its reason; ``version`` tells whether somebody acted meanwhile."""

    note = forms.CharField(label=_("Reason"), widget=forms.Textarea({"rows": 4}), max_length=4000, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class CommentForm(forms.Form):
    note = forms.CharField(label=_("Comment"), widget=forms.Textarea({"rows": 3}), max_length=4000, required=False)


class DisputeForm(forms.Form):
    """An objection to one counted case."""

    clock_id = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why should this case not count?"), widget=forms.Textarea({"rows": 4}), max_length=2000, required=False
    )


class DecisionForm(forms.Form):
    upheld = forms.TypedChoiceField(
        label=_("Decision"),
        choices=((1, _("Uphold: the case no longer counts")), (0, _("Reject: the case counts"))),
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=_("Grounds"), widget=forms.Textarea({"rows": 4}), max_length=2000, required=False)

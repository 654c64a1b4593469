"""What is written to keep a view."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ViewForm(forms.Form):
    """A name for what a list shows now."""

    name = forms.CharField(label=_("Keep this view as"), max_length=40, widget=forms.TextInput({"size": 24}))
    query = forms.CharField(widget=forms.HiddenInput, required=False)

"""Hidden fields of forms: the key that makes a form sent twice one deed, and the version that somebody looked at."""

from __future__ import annotations

import uuid

from django import forms


def new_key() -> str:
    """What makes a form that is sent twice recognisable."""
    return str(uuid.uuid4())


def key_field(*, required: bool = True) -> forms.CharField:
    """A new key for each form that is shown; ``required`` where nothing else tells a second sending."""
    return forms.CharField(widget=forms.HiddenInput, required=required, max_length=64, initial=new_key)


def version_field(*, required: bool = False) -> forms.IntegerField:
    """The version of the case as the person saw it: whoever acts second is told."""
    return forms.IntegerField(widget=forms.HiddenInput, required=required)


class KeyedForm(forms.Form):
    """A form that makes something new: sent twice, it makes it once."""

    request_key = key_field()

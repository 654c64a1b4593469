"""What a view does with a form: call the service, put a refusal beside its field, answer 422 or 409."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.forms import Form

from .errors import Refused


def attempt(form: Form, act: Callable[..., Any], **arguments: Any) -> tuple[Any, int]:
    """Call ``act`` with the form's clean data; returns (result, 0), or (None, status) for showing the form again.

    ``arguments`` add to and override the clean data. A refusal leaves nothing half-written.
    """
    if not form.is_valid():
        return None, 422
    try:
        with transaction.atomic():
            return act(**{**form.cleaned_data, **arguments}), 0
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
        return None, 422 if refused.status == 400 else refused.status

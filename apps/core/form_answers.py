"""What a view does with a form: call the service, put a refusal beside its field, answer 422, 409 or 429."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.forms import BaseForm, Form

from .errors import Conflict, Refused, TooMany


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
        return None, refuse(form, refused)


def refuse(form: BaseForm, refused: Refused) -> int:
    """Put a refusal beside its field, or above the form; returns the status to answer with."""
    form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
    return refused.status if isinstance(refused, Conflict | TooMany) else 422

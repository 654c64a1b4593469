"""Lines of an order in the API: a list in JSON; beside files, in a form, each as a JSON text."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from apps.core.api_fields import REFUSED, of_form


class LinesField(serializers.ListField):
    """A list of objects. In a form (multipart) each ``lines`` is one of them, or the whole list, as JSON."""

    def to_internal_value(self, data: Any) -> list[Any]:
        if of_form(self):
            data = [row for sent in data for row in _rows(sent)]
        return list(super().to_internal_value(data))


def _rows(sent: Any) -> list[Any]:
    """What one field of a form holds. Raises ValidationError for a text that is no JSON."""
    try:
        found = json.loads(sent)
    except (TypeError, ValueError, RecursionError):
        raise serializers.ValidationError(
            _("“%(text)s” is no line: write each as JSON, with line and number.") % {"text": str(sent)[:60]},
            code=REFUSED,
        ) from None
    return found if isinstance(found, list) else [found]

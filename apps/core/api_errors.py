"""How the API says that a rule refused something."""

from __future__ import annotations

from typing import Any

from rest_framework.response import Response
from rest_framework.views import exception_handler, set_rollback

from .errors import Refused


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn :class:`Refused` into ``{"field": ["message"], "code": …}`` with 400 or 409."""
    if isinstance(error, Refused):
        set_rollback()
        body = {error.field or "non_field_errors": [str(error.message)], "code": error.code}
        return Response(body, status=error.status)
    return exception_handler(error, context)

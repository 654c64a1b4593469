"""How the API says that something went wrong: in JSON, with ``detail`` or messages by field, and often a ``code``."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views import defaults
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import exception_handler, set_rollback

from .api_fields import REFUSED
from .errors import Refused, TooMany

#: Values that the description admits: whether they hold is known from rules and rows.
_KNOWN_ELSEWHERE = {REFUSED, "invalid_choice", "does_not_exist"}
_TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn :class:`Refused` into ``{"field": ["message"], "code": …}`` with 400 or 409; what is too large into 413."""
    request = context["request"]
    # Whoever asked for a picture is told in words why there is none.
    request.accepted_renderer, request.accepted_media_type = JSONRenderer(), JSONRenderer.media_type
    if isinstance(error, Refused):
        set_rollback()
        body = {error.field or "non_field_errors": [str(error.message)], "code": error.code}
        waits = {"Retry-After": str(error.wait)} if isinstance(error, TooMany) else None
        return Response(body, status=error.status, headers=waits)
    if isinstance(error, _TOO_LARGE):
        set_rollback()
        return Response(_too_large(), status=413)
    answer = exception_handler(error, context)
    if answer is not None and isinstance(error, ValidationError) and set(_codes(error.get_codes())) <= _KNOWN_ELSEWHERE:
        answer.data["code"] = REFUSED
    return answer


def _codes(found: Any) -> list[str]:
    """All codes of messages, however deep they lie."""
    if isinstance(found, dict):
        found = list(found.values())
    return [code for part in found for code in _codes(part)] if isinstance(found, list) else [found]


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The site's 404: a page, or JSON for the API."""
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": _("Not found.")}, status=404)
    return defaults.page_not_found(request, exception)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The site's 400: a page, or JSON for the API; a body that is too large is told so there (413)."""
    if not request.path.startswith("/api/"):
        return defaults.bad_request(request, exception)
    if isinstance(exception, _TOO_LARGE):
        return JsonResponse(_too_large(), status=413)
    return JsonResponse({"detail": _("This request cannot be read.")}, status=400)


def _too_large() -> dict[str, str]:
    return {"detail": _("The request is too large: send less at once."), "code": "too_large"}

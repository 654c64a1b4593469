"""What every view would else have to look after: errors of rules become pages, zero bytes are not found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from .errors import Refused, TooMany


class ZeroByteMiddleware:
    """No row can hold a zero byte: an address with one is not found, instead of an error of the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Raises Http404; as a step before the view, so that the page is the usual one."""
        if "\x00" in request.path:
            raise Http404


class RefusedMiddleware:
    """Answer an unhandled :class:`Refused` with a plain page (400, 409 or 429) that says what to mend."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        answer = render(request, "core/refused.html", {"error": exception}, status=exception.status)
        if isinstance(exception, TooMany):
            answer["Retry-After"] = str(exception.wait)
        return answer

"""What every answer says to the browser, and to those who might keep a copy of it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

#: Nothing here films, listens, locates or pays; a page of a form may use the camera through its file field alone.
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"


class AnswerHeadersMiddleware:
    """Pages, files and answers of the API that hang on who asks are kept by nobody on the way."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        answer.headers.setdefault("Permissions-Policy", PERMISSIONS)
        answer.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if getattr(request, "scope", None) is not None or "/accounts/" in request.path:
            answer.headers.setdefault("Cache-Control", "private, no-store")
        if request.method == "POST" and request.path == "/accounts/logout/":
            # A shared phone: what forms kept on it goes with whoever wrote it, also where a script did not see to it.
            answer.headers["Clear-Site-Data"] = '"storage"'
        return answer

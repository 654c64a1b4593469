"""What is told when PostgreSQL is away or the disk is full; a reading request is tried once more before that."""

from __future__ import annotations

import sys
from collections.abc import Callable

from django.db import InterfaceError, OperationalError, close_old_connections, connections
from django.http import HttpRequest, HttpResponse, HttpResponseServerError, JsonResponse
from django.template import loader
from django.utils.translation import gettext as _
from django.views.defaults import server_error

from .files import is_full

#: Seconds after which asking again makes sense: as long as a restart takes.
COME_AGAIN = 10
_READING = {"GET", "HEAD"}
#: SQLSTATE classes of a server that went away, has no room or is shutting down (PostgreSQL, appendix A).
_AWAY = ("08", "53", "57P")


class DatabaseAwayMiddleware:
    """The outermost that may ask again: sees the answer that :func:`failed` gave for a connection that broke."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if not getattr(answer, "database_away", False) or request.method not in _READING:
            return answer
        for connection in connections.all(initialized_only=True):
            connection.close()
        request.__dict__.pop("_cached_user", None)
        return self.get_response(request)


def failed(request: HttpRequest) -> HttpResponse | HttpResponseServerError:
    """The answer to an error that nobody caught.

    503 with ``Retry-After`` when the database is away, 507 when the disk is full, else 500.
    """
    error = sys.exception()
    if is_full(error):
        return _full(request)
    if not is_away(error):
        if request.path.startswith("/api/"):
            return JsonResponse(
                {"detail": _("Something went wrong here; it was written down."), "code": "error"}, status=500
            )
        return server_error(request)
    close_old_connections()
    words = _(
        "The database does not answer just now. What you sent may not have been kept: look before you send it again."
    )
    if request.path.startswith("/api/"):
        answer: HttpResponse = JsonResponse({"detail": words, "code": "unavailable"}, status=503)
    else:
        answer = HttpResponse(loader.render_to_string("503.html", {"words": words}), status=503)
    answer["Retry-After"] = str(COME_AGAIN)
    answer.database_away = True  # type: ignore[attr-defined]  # read by the middleware above
    return answer


def _full(request: HttpRequest) -> HttpResponse:
    """RFC 4918, 11.5: the server cannot store what it was sent."""
    words = _("There is no room for files just now, and nothing of what you sent was kept. Send it again later.")
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": words, "code": "no_room"}, status=507)
    return HttpResponse(loader.render_to_string("507.html", {"words": words}), status=507)


def is_away(error: BaseException | None) -> bool:
    """Whether an error says that the connection to PostgreSQL broke or cannot be made."""
    while error is not None:
        if isinstance(error, InterfaceError):
            return True
        if isinstance(error, OperationalError):
            state = getattr(error.__cause__, "sqlstate", None)
            return state is None or state.startswith(_AWAY)
        error = error.__cause__ or error.__context__
    return False

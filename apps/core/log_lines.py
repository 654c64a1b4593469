"""What the logs of a running site say: one line a request, without personal data, and no line over and over."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django_guid import get_guid

logger = logging.getLogger("sanbao.access")
#: Asked every few seconds by supervisors and load balancers.
_NOT_TOLD = {"healthz", "readyz"}


class AccessLogMiddleware:
    """Method, the route's name, status, milliseconds, side: addresses hold VINs and searches hold names, routes do not.

    The id of the request stands in each line of the log that belongs to it, and in the answer's ``X-Request-ID``.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.monotonic()
        answer = self.get_response(request)
        route = request.resolver_match.view_name if request.resolver_match else "-"
        if route not in _NOT_TOLD:
            took = 1000 * (time.monotonic() - began)
            logger.info("%s %s %s %.0f ms %s", request.method, route or "-", answer.status_code, took, _side(request))
        return answer


def _side(request: HttpRequest) -> str:
    scope: Any = getattr(request, "scope", None)
    return str(scope.side.name).lower() if scope is not None else "nobody"


class OncePerWhile(logging.Filter):
    """Lets the same line of a worker through once in ``seconds``, and says then how often it was left out.

    Lines of requests all go through: each is somebody's doing.
    """

    def __init__(self, seconds: float = 300.0, most: int = 500) -> None:
        super().__init__()
        self._seconds, self._most = seconds, most
        self._seen: dict[str, tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        if get_guid() is not None:
            return True
        line, now = record.getMessage(), time.monotonic()
        since, left_out = self._seen.get(line, (None, 0))
        if since is not None and now - since < self._seconds:
            self._seen[line] = (since, left_out + 1)
            return False
        if len(self._seen) >= self._most:
            self._seen.clear()
        self._seen[line] = (now, 0)
        if left_out:
            record.msg, record.args = f"{line} (and {left_out} times since)", None
        return True

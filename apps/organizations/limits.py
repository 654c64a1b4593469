"""The API's limits: by address before anybody is known, then by key or person. Wrong keys have one of their own."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse

from apps.core.clients import client_address
from apps.core.errors import TooMany
from apps.core.limits import Count, count

from .requests import ScopedRequest

API = "/api/"


class AddressLimitMiddleware:
    """Before the scope: a flood from one address costs no look into the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(API):
            return self.get_response(request)
        counted = count("address", client_address(request))
        if counted is not None and counted.over:
            return refuse(counted)
        answer = self.get_response(request)
        if counted is not None and "RateLimit" not in answer:
            counted.tell(answer)
        return answer


class AskerLimitMiddleware:
    """Inside the scope: each key and each person has a limit, whatever address they come from."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: ScopedRequest) -> HttpResponse:
        counted = _count(request) if request.path.startswith(API) else None
        if counted is None:
            return self.get_response(request)
        if counted.over:
            return refuse(counted)
        return counted.tell(self.get_response(request))


def refuse(counted: Count) -> HttpResponse:
    """429, in words and as headers."""
    return counted.tell(JsonResponse({"detail": counted.words, "code": "too_many"}, status=429))


def count_address(name: str, request: HttpRequest) -> None:
    """Count something that is sent from an address, on a page or over the API; raises TooMany when it was too much."""
    counted = count(name, client_address(request))
    if counted is not None and counted.over:
        raise TooMany(counted.words, wait=counted.left)


def wrong_key(request: HttpRequest) -> Count | None:
    """Count a key that does not work against its address; the answer when these were too many."""
    counted = count("wrong-key", client_address(request))
    return counted if counted is not None and counted.over else None


def _count(request: ScopedRequest) -> Count | None:
    if request.actor is None:
        return None
    if request.actor.key_id is not None:
        return count("key", str(request.actor.key_id))
    return count("person", str(request.actor.user_id))

"""Language and time zone of the reader."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from . import sessions

_LANGUAGES = {code for code, _name in settings.LANGUAGES}


class PreferencesMiddleware:
    """Activate the language (cookie, then the person's own, then the browser's) and the person's zone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(self._language(request)), timezone.override(self._zone(request)):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "en")
        return response

    def _language(self, request: HttpRequest) -> str:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        if chosen in _LANGUAGES:
            return str(chosen)
        if request.user.is_authenticated and request.user.language in _LANGUAGES:
            return request.user.language
        return translation.get_language_from_request(request)

    def _zone(self, request: HttpRequest) -> zoneinfo.ZoneInfo:
        name = request.user.time_zone if request.user.is_authenticated else "UTC"
        try:
            return zoneinfo.ZoneInfo(name)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            return zoneinfo.ZoneInfo("UTC")


class SeenMiddleware:
    """Note where and when each signed-in browser was last seen, for its person's list of sessions."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            sessions.note(request, at=timezone.now())
        return self.get_response(request)

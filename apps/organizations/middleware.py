"""Open the scope of whoever asks around the whole view, in one transaction."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts import operators
from apps.accounts.second_factor import holds

from . import identity, second_factor
from .limits import refuse, wrong_key
from .requests import ScopedRequest
from .scope import SYSTEM_ACTOR, acting_as, system_scope

#: Addresses that work before or outside any scope: signing in, health, language.
UNSCOPED = ("/accounts/", "/healthz", "/readyz", "/i18n/", "/static/")
OPERATORS = "/ops/"
SESSION_KEY = "acting_for"


class ScopeMiddleware:
    """Set ``request.identity``, ``request.actor`` and ``request.scope`` and run the view inside the scope."""

    def __init__(self, get_response: Callable[[ScopedRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: ScopedRequest) -> HttpResponse:
        request.identity = request.actor = request.scope = None  # type: ignore[assignment]  # until somebody is known
        if request.path.startswith(UNSCOPED):
            return self.get_response(request)
        key = _api_key(request)
        if key is not None:
            return self._with_key(request, key)
        if not request.user.is_authenticated:
            return self.get_response(request)
        if request.path.startswith(OPERATORS):
            return self._operator(request)
        who = identity.of_person(request.user, request.session.get(SESSION_KEY))
        if self._lacks_a_factor(request, who):
            return second_factor.ask(request)
        return self._run(request, who)

    def _lacks_a_factor(self, request: ScopedRequest, who: identity.Identity) -> bool:
        if who.factor_due is None or timezone.now() < who.factor_due or request.path.startswith(second_factor.OPEN):
            return False
        return not holds(request)

    def _run(self, request: ScopedRequest, who: identity.Identity) -> HttpResponse:
        request.identity, request.actor, request.scope = who, who.actor, who.scope
        with acting_as(who.scope):
            return self.get_response(request)

    def _with_key(self, request: ScopedRequest, key: str) -> HttpResponse:
        who = identity.of_api_key(key, at=timezone.now())
        if who is None:
            too_many = wrong_key(request)
            if too_many is not None:
                return refuse(too_many)
            error = {
                "detail": _(
                    "This API key is unknown, was revoked, has ended, or its maker is no longer an administrator. "
                    "Make a new one on your organisation's page."
                )
            }
            return JsonResponse(error, status=401, headers={"WWW-Authenticate": "Api-Key"})
        return self._run(request, who)

    def _operator(self, request: ScopedRequest) -> HttpResponse:
        if not operators.admitted(request):
            return self.get_response(request)
        request.actor = SYSTEM_ACTOR
        with system_scope(f"operator {request.user.pk} on {request.path}"):
            return self.get_response(request)


def _api_key(request: ScopedRequest) -> str | None:
    scheme, _space, value = request.headers.get("Authorization", "").partition(" ")
    return value.strip() if scheme.lower() == "api-key" and request.path.startswith("/api/") else None

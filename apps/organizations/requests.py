"""What a request carries behind the permission decorators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails
    from rest_framework.request import Request

    from .identity import Identity
    from .scope import Actor, Scope


class ScopedRequest(HttpRequest):
    """A request whose asker is known: ScopeMiddleware set these (for type checkers; never made by hand)."""

    identity: Identity
    actor: Actor
    scope: Scope
    htmx: HtmxDetails


def actor_of(request: Request) -> Actor:
    """Who asks the API; ScopeMiddleware set it on the request that the framework wraps."""
    actor: Actor = request._request.actor  # type: ignore[attr-defined]
    return actor


def organization_of(actor: Actor) -> int:
    """The organisation somebody acts for; owners have none (403)."""
    if actor.organization_id is None:
        raise PermissionDenied
    return actor.organization_id


def person_of(actor: Actor) -> int:
    """The person who acts; an organisation's software is none (403)."""
    if actor.user_id is None:
        raise PermissionDenied
    return actor.user_id

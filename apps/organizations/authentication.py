"""API keys for Django REST framework: the middleware has already resolved them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request


class KeyHolder(AnonymousUser):
    """An organisation's software: authenticated, but no person."""

    @property
    def is_authenticated(self) -> bool:  # type: ignore[override]
        return True


class ApiKeyAuthentication(BaseAuthentication):
    """``Authorization: Api-Key sb_…``"""

    def authenticate(self, request: Request) -> tuple[KeyHolder, Any] | None:
        actor = getattr(request._request, "actor", None)
        return (KeyHolder(), actor) if actor is not None and actor.user_id is None else None

    def authenticate_header(self, request: Request) -> str:
        return "Api-Key"


class ApiKeyScheme(OpenApiAuthenticationExtension):
    """How the key appears in the OpenAPI document."""

    target_class = ApiKeyAuthentication
    name = "apiKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": "Api-Key sb_…"}

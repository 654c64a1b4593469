"""What every page of a signed-in person shows around its content."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def navigation(request: HttpRequest) -> dict[str, Any]:
    return {"actor": getattr(request, "actor", None), "identity": getattr(request, "identity", None)}

"""How far a claim is, for whoever has its link: no sign-in, no name, no VIN, no complaint."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ..services.sharing import shown_by


@require_safe
@never_cache
def status(request: HttpRequest, token: str) -> HttpResponse:
    """What the link shows; one that leads nowhere says so (404). Opening it changes nothing."""
    found = shown_by(token, at=timezone.now())
    with timezone.override(found.zone if found else None):
        answer = render(request, "claims/status.html", {"shown": found}, status=200 if found else 404)
    # The address is a secret: no page that is opened from here is told it, and no search engine keeps it.
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex"
    return answer

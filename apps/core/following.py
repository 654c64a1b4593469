"""Where a small form of every page leads back to."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def following(request: HttpRequest) -> str:
    """The page of this site that a form names in ``next``, else the first one: never another site's."""
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if safe else "portal:home"

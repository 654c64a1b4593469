"""The description of the API (OpenAPI), made once in a process for each language and format: it takes seconds."""

from __future__ import annotations

from threading import Lock
from typing import Any

from django.http import HttpResponse
from django.utils.encoding import force_bytes
from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.request import Request

_made: dict[tuple[str, str], bytes] = {}
#: Whoever asks while it is being made waits, and does not make it again.
_making = Lock()


class ApiDescription(SpectacularAPIView):
    """The same for everybody, signed in or not."""

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        renderer = request.accepted_renderer
        key = (get_language() or "", renderer.format)
        with _making:
            if key not in _made:
                answer = super().get(request, *args, **kwargs)  # type: ignore[no-untyped-call]
                _made[key] = force_bytes(renderer.render(answer.data, renderer.media_type, {}))
        return HttpResponse(_made[key], content_type=f"{renderer.media_type}; charset=utf-8")

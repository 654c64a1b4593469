"""What a file is asked for as, over the API."""

from __future__ import annotations

from typing import Any

from rest_framework.renderers import BaseRenderer

from apps.core.pdf_input import MEDIA_TYPE


class Picture(BaseRenderer):
    """Lets clients ask for ``image/jpeg``; errors have no picture."""

    media_type = "image/jpeg"
    format = "jpg"

    def render(self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None) -> bytes:
        return b""


class Paper(BaseRenderer):
    """Lets clients ask for a PDF; errors are none."""

    media_type = MEDIA_TYPE
    format = "pdf"

    def render(self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None) -> bytes:
        return b""

"""How a photo is answered: browsers keep it for themselves only, and never guess its kind."""

from __future__ import annotations

from pathlib import Path

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase

from .. import photo_store
from ..models import ClaimPhoto


def picture(content: bytes | Path, name: str) -> HttpResponseBase:
    """A JPEG from memory or from the media folder; 404 when the file is gone."""
    headers = {
        "Cache-Control": "private, max-age=86400",
        "Content-Disposition": f'inline; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
    }
    if isinstance(content, bytes):
        return HttpResponse(content, content_type="image/jpeg", headers=headers)
    if not content.is_file():
        raise Http404
    return FileResponse(content.open("rb"), content_type="image/jpeg", headers=headers)


def picture_of(photo: ClaimPhoto, number: str) -> HttpResponseBase:
    """A claim's photo."""
    return picture(photo_store.path_of(photo.file), f"{number}-{photo.pk}.jpg")

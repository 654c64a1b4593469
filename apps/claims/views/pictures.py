"""How a photo is answered: browsers keep it for themselves only, and never guess its kind."""

from __future__ import annotations

from django.http import Http404, HttpResponse

from .. import photo_store
from ..models import ClaimPhoto


def picture(content: bytes | None, name: str) -> HttpResponse:
    """A JPEG; 404 when its file is gone."""
    if content is None:
        raise Http404
    headers = {
        "Cache-Control": "private, max-age=86400",
        "Content-Disposition": f'inline; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(content, content_type="image/jpeg", headers=headers)


def picture_of(photo: ClaimPhoto, number: str) -> HttpResponse:
    """A claim's photo."""
    return picture(photo_store.content_of(photo.file), f"{number}-{photo.pk}.jpg")

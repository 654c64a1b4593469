"""How a photo is answered: browsers keep it for themselves only, and never guess its kind."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404, HttpResponse
from django.urls import reverse

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


def photo_url(photo: ClaimPhoto) -> str:
    """The address of a photo, behind the walls."""
    return reverse("claims:photo", args=[photo.claim.number, photo.pk])


def shown(photos: Iterable[ClaimPhoto]) -> list[dict[str, str]]:
    """Photos as the component for them takes them."""
    return [{"url": photo_url(photo), "alt": f"{photo.claim.number} · {n}"} for n, photo in enumerate(photos, start=1)]

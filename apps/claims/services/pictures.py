"""Photos of a claim as rows and files: written together, gone together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from apps.core.photos import Photo

from .. import photo_store
from ..models import Claim, ClaimPhoto


def add(claim: Claim, photos: Sequence[Photo], written: photo_store.Written, at: datetime) -> None:
    """Keep photos with a claim, inside the caller's door; one that it has already stays one."""
    there = set(claim.photos.values_list("sha256", flat=True)) if photos else set()
    for photo in photos:
        if photo.sha256 in there:
            continue
        there.add(photo.sha256)
        path = photo_store.save(claim.number, photo)
        written.add(path)
        ClaimPhoto.objects.create(
            claim=claim,
            file=path,
            sha256=photo.sha256,
            width=photo.width,
            height=photo.height,
            size=len(photo.content),
            added_at=at,
            **claim.sides(),
        )

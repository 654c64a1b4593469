"""The photo of a part."""

from __future__ import annotations

import secrets
from datetime import datetime
from io import BytesIO

from django.core.files.storage import default_storage
from django.db import transaction

from apps.casework.actors import record_of
from apps.core import files
from apps.core.photos import Photo
from apps.organizations.door import door
from apps.organizations.scope import Actor

from ..models import Part, PartPhoto
from .saying import require_its_maker


@transaction.atomic
def add_photo(*, part: Part, photo: Photo, by: Actor, at: datetime) -> PartPhoto:
    """Show a part by a clean photo from now on; those before stay on record. The same again is the same row.

    Raises NoRoom when the disk is full; the file goes again when its row cannot be written.
    """
    require_its_maker(part, by)
    newest = part.photos.filter(ended_at=None).first()
    if newest is not None and newest.sha256 == photo.sha256:
        return newest
    name = f"parts/{part.pk}/{secrets.token_urlsafe(16)}.jpg"
    files.put(BytesIO(photo.content), name)
    try:
        with door("parts.catalogue"):
            return PartPhoto.objects.create(
                part=part,
                manufacturer_id=part.manufacturer_id,
                file=name,
                sha256=photo.sha256,
                width=photo.width,
                height=photo.height,
                size=len(photo.content),
                recorded_at=at,
                actor=record_of(by),
            )
    except Exception:
        default_storage.delete(name)
        raise

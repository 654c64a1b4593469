"""Photos and a PDF that wait with a request until it is sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from apps.core.errors import Refused
from apps.core.pdf_input import Pdf
from apps.core.photos import MOST_PHOTOS, Photo
from apps.organizations.requests import person_of
from apps.organizations.scope import Actor

from .. import photo_store
from ..models import Draft


@dataclass(frozen=True)
class Kept:
    """What waits: photos in a fixed order, and a PDF or none."""

    photos: list[Photo]
    paper: Pdf | None

    def beside(self, photos: Sequence[Photo], paper: Pdf | None) -> Kept:
        """With what is sent now: a photo that is here twice is one, and a PDF sent now goes before one that waits."""
        return Kept(_once([*self.photos, *photos]), paper or self.paper)


def of(*, owner_id: int, request_key: str) -> Kept:
    """The files that wait under a form's key; none for a key that no form of ours has."""
    name = Draft.objects.filter(owner_id=owner_id, request_key=request_key).values_list("paper_name", flat=True).first()
    photos = photo_store.stashed(owner_id, request_key)
    return Kept(photos, photo_store.stashed_paper(owner_id, request_key, name or ""))


def add_photos(*, by: Actor, draft: Draft, photos: Sequence[Photo], at: datetime) -> list[Photo]:
    """Let photos wait with a draft, which is kept from now on anew; returns all that wait.

    One that waits already stays one. Raises Refused (field ``photos``) when they are more than may be sent, and none
    is kept then; NoRoom when the disk is full.
    """
    owner_id = person_of(by)
    found = _once([*photo_store.stashed(owner_id, draft.request_key), *photos])
    if len(found) > MOST_PHOTOS:
        text = _("These are %(count)d photos: at most %(most)d can be sent. Leave some of the kept ones out.")
        raise Refused(text % {"count": len(found), "most": MOST_PHOTOS}, field="photos")
    photo_store.stash(owner_id, draft.request_key, found)
    _touch(draft, at)
    return photo_store.stashed(owner_id, draft.request_key)


def set_paper(*, by: Actor, draft: Draft, paper: Pdf, at: datetime) -> None:
    """Let a PDF wait with a draft, in the place of another. Raises NoRoom when the disk is full."""
    photo_store.stash_paper(person_of(by), draft.request_key, paper)
    draft.paper_name = paper.name
    _touch(draft, at, "paper_name")


def leave_out(*, by: Actor, draft: Draft, sha256: str) -> bool:
    """Drop the photo or PDF with this digest; says whether there was one."""
    owner_id = person_of(by)
    kept = of(owner_id=owner_id, request_key=draft.request_key)
    there = {photo.sha256 for photo in kept.photos} | ({kept.paper.sha256} if kept.paper else set())
    photo_store.leave_out(owner_id, draft.request_key, [sha256])
    return sha256 in there


def _touch(draft: Draft, at: datetime, *fields: str) -> None:
    draft.kept_at = at
    draft.save(update_fields=[*fields, "kept_at"])


def _once(photos: Iterable[Photo]) -> list[Photo]:
    return list({photo.sha256: photo for photo in photos}.values())

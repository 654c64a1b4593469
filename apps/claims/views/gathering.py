"""The files of a form: kept from before or sent now; what goes wrong with one does not lose the others."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core import pdf_input, photos
from apps.core.errors import Refused
from apps.core.files import NoRoom
from apps.core.pdf_input import Pdf
from apps.organizations.requests import ScopedRequest, person_of

from .. import photo_store
from ..forms import FileForm


@dataclass(frozen=True)
class Gathered:
    """What goes with a form: photos, and a PDF."""

    photos: list[photos.Photo] = field(default_factory=list)
    paper: Pdf | None = None


def stash_of(request: ScopedRequest, key: str) -> tuple[int, str]:
    """Where files of a form wait; a key that is none of ours keeps nothing."""
    return person_of(request.actor), key if photo_store.is_key(key) else ""


def gather(request: ScopedRequest, form: FileForm, *, paper_name: str) -> Gathered:
    """All files of the form; what is wrong with one is said at its field. ``paper_name``: of a PDF kept before."""
    stash = stash_of(request, str(request.POST.get("request_key", "")))
    photo_store.leave_out(*stash, request.POST.getlist("leave_out"))
    try:
        return Gathered(_photos(request, form, stash), _paper(request, form, stash, paper_name))
    except NoRoom:
        form.add_error("photos", _("There is no room for photos just now. Send the request without them, or later."))
        return Gathered()


def _photos(request: ScopedRequest, form: FileForm, stash: tuple[int, str]) -> list[photos.Photo]:
    kept = photo_store.stashed(*stash)
    _miss(form, kept, request.POST)
    pictures = {photo.sha256: photo for photo in kept}
    for upload in request.FILES.getlist("photos")[: photos.MOST_PHOTOS]:
        try:
            photo = photos.clean(upload)
        except Refused as error:
            form.add_error("photos", str(error.message))
        else:
            pictures.setdefault(photo.sha256, photo)
    if len(pictures) > photos.MOST_PHOTOS:
        text = _("These are %(count)d photos: at most %(most)d can be sent. Leave some of the kept ones out.")
        form.add_error("photos", text % {"count": len(pictures), "most": photos.MOST_PHOTOS})
    found = list(pictures.values())[: photos.MOST_PHOTOS]
    photo_store.stash(*stash, found)
    return found if stash[1] else []


def _paper(request: ScopedRequest, form: FileForm, stash: tuple[int, str], name: str) -> Pdf | None:
    upload = request.FILES.get("paper")
    if upload is not None:
        try:
            sent = pdf_input.read(upload)
        except Refused as error:
            form.add_error("paper", str(error.message))
        else:
            photo_store.stash_paper(*stash, sent)
            return sent if stash[1] else None
    return photo_store.stashed_paper(*stash, name)


def _miss(form: FileForm, kept: list[photos.Photo], data: Any) -> None:
    """Say so when photos that the page of answers showed are no longer there: they go with their draft."""
    shown = set(data.getlist("shown")) - set(data.getlist("leave_out"))
    gone = len(shown - {photo.sha256 for photo in kept})
    if gone:
        text = ngettext(
            "%(count)d photo waited too long and is gone: choose it again.",
            "%(count)d photos waited too long and are gone: choose them again.",
            gone,
        )
        form.add_error("photos", text % {"count": gone})

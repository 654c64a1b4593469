"""Files that people send with an order: photos are made clean, PDFs are kept as they are."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from apps.core import pdf_input, photos
from apps.core.errors import Refused

from .models import OrderPaper

ACCEPTED: Final = "application/pdf,image/jpeg,image/png,image/webp,image/heic"
MOST_AT_ONCE: Final = 8
_JPEG = "image/jpeg"


@dataclass(frozen=True)
class NewPaper:
    """What is kept of a file: clean bytes, a name to save it under, and what it is."""

    content: bytes
    name: str
    media_type: str
    kind: str = OrderPaper.Kind.PHOTO

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    def as_a(self, kind: str) -> NewPaper:
        """The same file as another kind of paper."""
        return replace(self, kind=kind)


def read_all(files: Iterable[UploadedFile[Any]], *, field: str, kind: str = "") -> list[NewPaper]:
    """Read uploads, each once; without a ``kind``, pictures are photos and PDFs other papers.

    Raises Refused (``field``) naming the file that is no PDF or photo, too large, or cut off, and the mend; also for
    more than eight.
    """
    given = list(files)
    if len(given) > MOST_AT_ONCE:
        raise Refused(
            _("You chose %(count)d files: send at most %(most)d at once.")
            % {"count": len(given), "most": MOST_AT_ONCE},
            field=field,
            code="number",
        )
    found = (read(file, field=field) for file in given)
    return list({paper.sha256: paper.as_a(kind) if kind else paper for paper in found}.values())


def read(file: UploadedFile[Any], *, field: str) -> NewPaper:
    """Read one upload."""
    if pdf_input.is_pdf(file):
        pdf = pdf_input.read(file, field=field)
        return NewPaper(pdf.content, pdf.name, pdf_input.MEDIA_TYPE, OrderPaper.Kind.OTHER)
    try:
        photo = photos.clean(file)
    except Refused as refused:
        raise Refused(refused.message, field=field, code="photo") from None
    name = pdf_input.safe_name(file.name or "").removesuffix(".pdf")
    return NewPaper(photo.content, f"{PurePosixPath(name).stem}.jpg", _JPEG)

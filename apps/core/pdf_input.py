"""A PDF that somebody sends: looked at by its beginning and end, kept as it is, never opened."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.utils.text import get_valid_filename
from django.utils.translation import gettext_lazy as _

from .errors import Refused

LARGEST: Final = 10_000_000
MEDIA_TYPE: Final = "application/pdf"
#: How it begins and, within the last bytes, ends (ISO 32000-1, 7.5.2 and 7.5.5).
_BEGINNING, _END, _TAIL = b"%PDF-", b"%%EOF", 2048


@dataclass(frozen=True)
class Pdf:
    """The bytes as they were sent, and what their sender calls them."""

    content: bytes
    name: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def is_pdf(upload: UploadedFile[Any]) -> bool:
    """Whether a file begins as one, whatever it is called."""
    upload.seek(0)
    found: bool = upload.read(len(_BEGINNING)) == _BEGINNING
    upload.seek(0)
    return found


def read(upload: UploadedFile[Any], *, field: str = "paper") -> Pdf:
    """Take an upload; raises Refused (``field``) naming the file and the mend."""
    name = safe_name(upload.name or "")
    if (upload.size or 0) > LARGEST:
        text = _("“%(name)s” has %(size)s MB; the most is %(most)s MB: send a smaller scan.")
        raise _refused(field, text, name=name, size=(upload.size or 0) // 1_000_000, most=LARGEST // 1_000_000)
    upload.seek(0)
    content = upload.read()
    if not content.startswith(_BEGINNING):
        raise _refused(field, _("“%(name)s” is no PDF: send the paper as PDF, or photograph it."), name=name)
    if _END not in content[-_TAIL:]:
        text = _("“%(name)s” arrived without its end, so it was cut off on the way: send it again.")
        raise _refused(field, text, name=name)
    return Pdf(content, name)


def safe_name(name: str) -> str:
    """A name to save the file under: no folders, no signs that steer, and it ends as what it is."""
    stem = name.replace("\\", "/").rpartition("/")[2].removesuffix(".pdf").removesuffix(".PDF")
    kept = get_valid_filename(stem) if stem.strip(" .-_") else "paper"
    return f"{kept[:120]}.pdf"


def _refused(field: str, text: Any, **values: object) -> Refused:
    return Refused(text % values, field=field, code="paper")

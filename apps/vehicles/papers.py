"""Papers sent as proof: what is taken, and as what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

from django.utils.translation import gettext_lazy as _

from apps.core.errors import Refused

MOST_AT_ONCE: Final = 5
LARGEST: Final = 10_000_000
ACCEPTED: Final = "application/pdf,image/jpeg,image/png,image/webp,image/heic"
#: How files begin; pictures of phones lie in boxes (ISO 14496-12) that name themselves after their length.
_BEGINNINGS: Final = ((b"%PDF-", "application/pdf"), (b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG", "image/png"))


@dataclass(frozen=True)
class Paper:
    """A file as it was sent, and what its sender says it is (a kind of RegistrationPaper)."""

    file: BinaryIO
    name: str
    size: int
    kind: str


def media_type_of(paper: Paper) -> str:
    """What the file is by its own beginning; empty when it is neither PDF nor photo."""
    paper.file.seek(0)
    head = paper.file.read(16)
    paper.file.seek(0)
    for beginning, media_type in _BEGINNINGS:
        if head.startswith(beginning):
            return media_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return "image/heic" if head[4:8] == b"ftyp" and head[8:11] in (b"hei", b"hev", b"mif") else ""


def check(papers: Sequence[Paper]) -> None:
    """Raise Refused (field ``papers``) for none or too many, and for a file that is too large or no PDF or photo."""
    if not 1 <= len(papers) <= MOST_AT_ONCE:
        raise Refused(
            _("You sent %(count)d papers: send 1 to %(most)d at once.") % {"count": len(papers), "most": MOST_AT_ONCE},
            field="papers",
            code="number",
        )
    for paper in papers:
        if paper.size > LARGEST:
            raise Refused(
                _("“%(name)s” has %(size)s MB; the most is %(most)s MB: send a smaller photo or scan.")
                % {"name": paper.name, "size": paper.size // 1_000_000, "most": LARGEST // 1_000_000},
                field="papers",
                code="too_large",
            )
        if not media_type_of(paper):
            raise Refused(
                _("“%(name)s” is neither PDF nor photo (JPEG, PNG, WebP, HEIC): photograph the paper and send that.")
                % {"name": paper.name},
                field="papers",
                code="no_paper",
            )

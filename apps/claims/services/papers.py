"""The PDF that came with a request, as a document with its digest."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

from apps.casework import documents
from apps.core.pdf_input import MEDIA_TYPE, Pdf
from apps.organizations.scope import Actor

from ..models import Claim, ClaimPaper


def add(claim: Claim, paper: Pdf | None, *, by: Actor, at: datetime) -> None:
    """Keep it with a claim, inside the caller's door. Raises NoRoom when the disk is full."""
    if paper is None:
        return
    kept = documents.store(
        file=BytesIO(paper.content), name=paper.name, media_type=MEDIA_TYPE, kind="request paper", by=by, at=at
    )
    ClaimPaper.objects.create(
        claim=claim, document=kept, name=kept.name, sha256=kept.sha256, size=kept.size, sent_at=at, **claim.sides()
    )

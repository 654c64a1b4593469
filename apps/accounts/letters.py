"""Mail of accounts leaves after the request: a mail server that is slow, away or refusing tells nobody anything."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from .models import Letter
from .tasks import nudge


def post(*, address: str, subject: str, body: str, at: datetime) -> Letter:
    """Hand over a written mail, in the caller's transaction."""
    return _post(Letter(kind=Letter.Kind.READY, address=address, subject=subject, body=body), at)


def ask_for_reset(*, address: str, site: str, language: str, at: datetime) -> Letter:
    """Note that somebody at ``site`` (as https://example.org) asks for a new password for an address."""
    return _post(Letter(kind=Letter.Kind.RESET, address=address, site=site, language=language), at)


def _post(letter: Letter, at: datetime) -> Letter:
    letter.created_at = letter.next_at = at
    letter.save(force_insert=True)
    transaction.on_commit(nudge)
    return letter

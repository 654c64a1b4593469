"""Verbs on notices."""

from __future__ import annotations

from datetime import datetime

from .models import Notice


def mark_read(*, notice: Notice, at: datetime) -> None:
    """Mark one notice read; reading again changes nothing."""
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=at)


def mark_all_read(*, at: datetime) -> int:
    """Mark every notice of the person in scope read; returns how many were unread."""
    return Notice.objects.filter(read_at=None).update(read_at=at)

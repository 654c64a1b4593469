"""Reads of notices; the walls show each person just their own."""

from __future__ import annotations

from django.db.models import QuerySet

from .models import Notice


def newest() -> QuerySet[Notice]:
    """All notices of the person in scope, newest first (index notice_user_newest)."""
    return Notice.objects.order_by("-created_at", "-id")


def unread_count() -> int:
    """How many the person has not read, counted up to 100 (index notice_unread)."""
    return Notice.objects.filter(read_at=None)[:100].count()

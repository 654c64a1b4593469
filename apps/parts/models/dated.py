"""What a manufacturer says of its parts, row by row: never changed, at most ended."""

from __future__ import annotations

from typing import Any

from django.db import models


class Said(models.Model):
    """A row of fact about parts of one manufacturer; a ledger. ``ended_at``: from when it is no longer said."""

    manufacturer = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="+", db_index=False)
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    actor = models.ForeignKey("casework.ActorRecord", models.PROTECT, related_name="+", db_index=False)

    class Meta:
        abstract = True


def standing_at(moment: Any) -> models.Q:
    """Rows that were said by then, and not yet ended."""
    ended = models.Q(ended_at=None) | models.Q(ended_at__gt=moment)
    return models.Q(recorded_at__lte=moment) & ended

"""What happened to a case: the columns that every kind's table of events has."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class CaseEvent(models.Model):
    """One line of a case's timeline; never changed.

    ``actor`` is who acted, for the record; ``by_side`` and ``by_name`` are what other sides are shown. A fact has two
    times: when it happened and when it was recorded (see books.py). Rows from before there were actors have none.
    """

    kind = models.CharField(max_length=30)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor = models.ForeignKey(
        "casework.ActorRecord", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    by_side = models.CharField(max_length=20)
    by_name = models.CharField(max_length=150)
    note = models.TextField(max_length=4000, blank=True)
    values = models.JSONField(default=dict)

    class Meta:
        abstract = True
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["happened_at", "id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.happened_at:%Y-%m-%d %H:%M}"

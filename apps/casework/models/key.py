"""The keys of what was sent, so that the same thing sent twice is done once."""

from __future__ import annotations

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _


class StepKey(models.Model):
    """A key of the sender's own making, what was sent with it, and what came of it; never changed.

    It is written in the transaction of its step: what was refused leaves no key behind. What came of it is an event
    (a step), the answer that was given (a request of the API), or the new row that holds the same key itself.
    """

    actor = models.ForeignKey("casework.ActorRecord", models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=64)
    # SHA-256 of the content: the same key with another content is a mistake of the sender.
    digest = models.CharField(max_length=64)
    kind = models.CharField(max_length=20)
    event_id = models.BigIntegerField(null=True)
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.TextField(null=True)
    taken_at = models.DateTimeField()

    class Meta:
        verbose_name = _("key of a step")
        verbose_name_plural = _("keys of steps")
        constraints = [models.UniqueConstraint(fields=["actor", "key"], name="stepkey_once")]
        indexes = [BrinIndex(fields=["taken_at"], name="stepkey_age")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

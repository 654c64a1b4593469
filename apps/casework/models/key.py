"""The keys of steps taken, so that the same step sent twice is one step."""

from __future__ import annotations

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _


class StepKey(models.Model):
    """A key of the sender's own making, what was sent with it, and the event that came of it; never changed.

    It is written in the transaction of its step: a step that was refused leaves no key behind.
    """

    actor = models.ForeignKey("casework.ActorRecord", models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=64)
    # SHA-256 of kind, case, verb, note and values: the same key with another content is a mistake of the sender.
    digest = models.CharField(max_length=64)
    kind = models.CharField(max_length=20)
    event_id = models.BigIntegerField(null=True)
    taken_at = models.DateTimeField()

    class Meta:
        verbose_name = _("key of a step")
        verbose_name_plural = _("keys of steps")
        constraints = [models.UniqueConstraint(fields=["actor", "key"], name="stepkey_once")]
        indexes = [BrinIndex(fields=["taken_at"], name="stepkey_age")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

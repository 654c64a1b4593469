"""Mail of sign-up, sign-in and changes of an account, until it is sent."""

from __future__ import annotations

from django.db import models


class Letter(models.Model):
    """A mail that waits; gone as soon as it is sent, since it may hold a link that opens an account.

    A ``reset`` is not written yet: somebody asked for a link to choose a new password, and whether anybody has that
    address is looked up by the worker. So the request does the same for an address that is known and one that is not.
    """

    class Kind(models.TextChoices):
        READY = "ready"
        RESET = "reset"

    kind = models.CharField(max_length=5, choices=Kind)
    address = models.EmailField()
    subject = models.CharField(max_length=250, blank=True)
    body = models.TextField(blank=True)
    # How the asker's browser calls this site, and in which language.
    site = models.CharField(max_length=250, blank=True)
    language = models.CharField(max_length=12, blank=True)
    created_at = models.DateTimeField()
    next_at = models.DateTimeField(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

"""Long work as a row: who asked for it, how far it is, what came of it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ..job_kinds import keeps, label_of
from .actor import ActorRecord
from .document import Document


class Job(models.Model):
    """One piece of long work, done in batches by whichever worker takes it up.

    ``state`` is where it stands between two batches; ``worker`` is the token of the run that has it. ``parent`` is
    the job whose result this one carries on (taking over the rows of a checked file, undoing an import).
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    kind = models.CharField(_("kind"), max_length=60)
    title = models.CharField(_("title"), max_length=200)
    arguments = models.JSONField(default=dict)
    language = models.CharField(max_length=12, default="en")
    request_key = models.CharField(max_length=64, blank=True)
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="followers")
    asked_by = models.ForeignKey(ActorRecord, models.PROTECT, related_name="+", db_index=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.WAITING)
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("of"), default=0)
    state = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    message = models.CharField(_("message"), max_length=500, blank=True)

    input = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    output = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    errors = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")

    created_at = models.DateTimeField(_("asked at"))
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    cancel_asked_at = models.DateTimeField(null=True, blank=True)
    worker = models.CharField(max_length=32, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "owner", "kind", "request_key"],
                condition=~models.Q(request_key=""),
                nulls_distinct=False,
                name="job_asked_once",
            )
        ]
        indexes = [
            models.Index(fields=["organization", "-created_at", "-id"], name="job_organization_newest"),
            models.Index(fields=["owner", "-created_at", "-id"], name="job_owner_newest"),
            models.Index(
                fields=["heartbeat_at"], condition=models.Q(status__in=["waiting", "running"]), name="job_unfinished"
            ),
            models.Index(fields=["finished_at"], name="job_age"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("casework:job", args=[self.pk])

    @property
    def finished(self) -> bool:
        """Whether nothing more will come of it."""
        return self.status not in (self.Status.WAITING, self.Status.RUNNING)

    @property
    def words(self) -> Any:
        """What this kind of work is called."""
        return label_of(self.kind)

    @property
    def left_something(self) -> bool:
        """Whether it stopped with part of its work done, which stays."""
        return self.done > 0 and keeps(self.kind)

"""A row of a file that is being imported, between the file and the table it is for."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .job import Job


class ImportRow(models.Model):
    """What a line says and what it does or would do; emptied with its job.

    ``record`` holds the values by the names of the target's columns, ``before`` those that a change replaced,
    ``target_id`` the row that was written: what undoing needs. ``cells`` are kept of rows that are told about.
    """

    class Outcome(models.TextChoices):
        OPEN = "", _("Not compared yet")
        NEW = "new", _("New")
        CHANGED = "changed", _("Changed")
        SAME = "same", _("As before")
        REFUSED = "refused", _("Refused")

    job = models.ForeignKey(Job, models.CASCADE, related_name="rows", db_index=False)
    line = models.PositiveIntegerField(_("line"))
    key = models.CharField(max_length=64)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome, blank=True, default=Outcome.OPEN)
    record = models.JSONField(default=dict)
    before = models.JSONField(null=True, blank=True)
    cells = models.JSONField(default=list)
    # Pairs of column and message.
    problems = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    target_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        ordering = ["line"]
        constraints = [models.UniqueConstraint(fields=["job", "line"], name="importrow_line_once")]
        indexes = [
            models.Index(fields=["job", "key", "line"], name="importrow_key"),
            models.Index(fields=["job", "outcome", "line"], name="importrow_outcome"),
        ]

    def __str__(self) -> str:
        return f"{self.job_id}:{self.line}"

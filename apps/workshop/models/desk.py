"""Who of a workshop sees to a request, and what its people note for themselves."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Assignment(models.Model):
    """That somebody of the workshop sees to a request, from when and until when."""

    claim = models.ForeignKey("claims.Claim", models.PROTECT, related_name="assignments", db_index=False)
    dealer = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="+", db_index=False)
    member = models.ForeignKey("organizations.Membership", models.PROTECT, related_name="+", db_index=False)
    # As they were called then.
    name = models.CharField(_("seen to by"), max_length=150)
    assigned_at = models.DateTimeField(_("assigned at"))
    assigned_by = models.ForeignKey("casework.ActorRecord", models.PROTECT, related_name="+", db_index=False)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["assigned_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["claim"], condition=Q(ended_at=None), name="assignment_one_a_claim"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=models.F("assigned_at")), name="assignment_forward"
            ),
        ]
        indexes = [
            models.Index(fields=["claim", "assigned_at"], name="assignment_claim"),
            models.Index(fields=["member"], condition=Q(ended_at=None), name="assignment_of_member"),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} → {self.name}"


class InternalNote(models.Model):
    """What people of the workshop note for each other about a request: nobody else ever reads it."""

    claim = models.ForeignKey("claims.Claim", models.PROTECT, related_name="internal_notes", db_index=False)
    dealer = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="+", db_index=False)
    text = models.TextField(_("note"), max_length=2000)
    by_name = models.CharField(max_length=150)
    written_by = models.ForeignKey("casework.ActorRecord", models.PROTECT, related_name="+", db_index=False)
    written_at = models.DateTimeField(_("written at"))
    # The same form sent twice is one note.
    request_key = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("internal note")
        verbose_name_plural = _("internal notes")
        ordering = ["written_at", "id"]
        constraints = [models.UniqueConstraint(fields=["dealer", "request_key"], name="internalnote_sent_once")]
        indexes = [models.Index(fields=["claim", "written_at", "id"], name="internalnote_claim")]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.written_at:%Y-%m-%d %H:%M}"

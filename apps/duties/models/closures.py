"""Closures that firms declare beforehand, and how much of that is admitted."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Closure(models.Model):
    """Days on which a firm does not work, as it said beforehand; never changed, never taken back.

    Everybody who is signed in reads it: it says why a date lies later.
    """

    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, related_name="closures", db_index=False
    )
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))
    reason = models.CharField(_("reason"), max_length=200)
    declared_at = models.DateTimeField(_("declared at"))
    actor = models.ForeignKey("casework.ActorRecord", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("closure")
        verbose_name_plural = _("closures")
        ordering = ["-first", "-id"]
        indexes = [models.Index(fields=["first", "id"], name="closure_first")]
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="closure_forward"),
            models.UniqueConstraint(fields=["organization", "first"], name="closure_once"),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.first} – {self.last}"


class ClosureLimit(models.Model):
    """How many days a firm may close in a year, and how long before it must say so: policy, from a day on."""

    days_a_year = models.PositiveSmallIntegerField(_("days a year"))
    notice_days = models.PositiveSmallIntegerField(_("days of notice"))
    effective_from = models.DateField(_("effective from"), unique=True)
    source = models.CharField(_("source"), max_length=300)
    set_by = models.CharField(_("set by"), max_length=150)

    class Meta:
        verbose_name = _("limit of closures")
        verbose_name_plural = _("limits of closures")
        ordering = ["-effective_from"]

    def __str__(self) -> str:
        return f"{self.days_a_year} / {self.notice_days} ({self.effective_from})"

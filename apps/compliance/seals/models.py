"""Seals of each manufacturer's records, and the heads that sum all of them up each day."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Seal(models.Model):
    """What was on record about a manufacturer at a closing of its books; never changed, each chained to the last."""

    manufacturer = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="+", db_index=False)
    sequence = models.PositiveIntegerField()
    sealed_at = models.DateTimeField(_("sealed at"))
    # Sums by table (sums.py).
    content = models.JSONField()
    previous_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)
    signature = models.CharField(max_length=120)

    class Meta:
        app_label = "compliance"
        verbose_name = _("seal")
        verbose_name_plural = _("seals")
        ordering = ["manufacturer_id", "sequence"]
        constraints = [models.UniqueConstraint(fields=["manufacturer", "sequence"], name="seal_once")]

    def __str__(self) -> str:
        return f"{self.manufacturer_id} #{self.sequence}"


class Head(models.Model):
    """The newest seal of every manufacturer on a day, as one number that is published; never changed."""

    day = models.DateField(_("day"), unique=True)
    made_at = models.DateTimeField(_("made at"))
    # [manufacturer, sequence, digest] of each newest seal, in order.
    seals = models.JSONField()
    previous_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)
    signature = models.CharField(max_length=120)

    class Meta:
        app_label = "compliance"
        verbose_name = _("head")
        verbose_name_plural = _("heads")
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day} {self.digest}"

    @property
    def line(self) -> str:
        """How it is published: day, how many manufacturers, digest, signature."""
        return f"{self.day} {len(self.seals)} {self.digest} {self.signature}"

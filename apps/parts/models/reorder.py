"""How many pieces of a part a workshop is advised to keep, and why: worked out each night, kept for good."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.core.db.words import words_of
from apps.duties.models import SidesMixin

from .catalogue import Part


class ReorderAdvice(SidesMixin):
    """It holds until the next one of the same workshop and part; a night that finds the same writes none."""

    class Method(models.TextChoices):
        MEAN = "mean", _("Mean of the last twelve months")
        SBA = "sba", _("Syntetos and Boylan")
        TSB = "tsb", _("Teunter, Syntetos and Babai")
        CROSTON = "croston", _("Croston")

    part = models.ForeignKey(Part, models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField(_("worked out at"))
    # Pieces asked for in each whole month before, oldest first; empty before the part was kept.
    first_month = models.DateField(_("first month"))
    months = ArrayField(models.PositiveIntegerField(null=True), verbose_name=_("pieces asked for by month"))
    method = models.CharField(_("method"), max_length=7, choices=Method)
    #: Pieces that are expected a month.
    rate = models.FloatField(_("expected a month"))
    # Within so many days four of five orders were there.
    lead_days = models.PositiveSmallIntegerField(_("days until ordered parts are there"))
    # Of how many receipts; nought: by the duty's time, since too few were received.
    lead_known = models.PositiveIntegerField(_("receipts"))
    critical = models.BooleanField(_("a car may stand without it"))
    level = models.PositiveIntegerField(_("pieces to have, on the shelf and on order"))
    #: In which share of cases they are enough until more can be there.
    kept = models.FloatField(_("share of cases in which they are enough"))

    get_method_display = words_of("method", Method)

    class Meta:
        verbose_name = _("reorder advice")
        verbose_name_plural = _("reorder advice")
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["dealer", "part", "made_at"], name="reorderadvice_once"),
            models.CheckConstraint(condition=Q(kept__gte=0, kept__lte=1), name="reorderadvice_kept_is_share"),
        ]

    def __str__(self) -> str:
        return f"{self.part_id}: {self.level}"

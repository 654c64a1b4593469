"""Days that were promised for a line, and why one was moved."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.core.db.words import words_of
from apps.duties.models import SidesMixin

from .orders import OrderLine


class Promise(SidesMixin):
    """A day that was promised for a line; a later day than the one before is a slip, with its reason. Never changed."""

    class Reason(models.TextChoices):
        SHORTAGE = "shortage", _("Not enough of it")
        PRODUCTION = "production", _("Production is late")
        SUPPLIER = "supplier", _("The maker of the part delivers late")
        TRANSPORT = "transport", _("No carriage")
        CUSTOMS = "customs", _("Customs")
        URGENT = "urgent", _("Given to a car that stands still")
        OTHER = "other", _("Other reason")

    line = models.ForeignKey(OrderLine, models.PROTECT, related_name="promises", db_index=False)
    promised_on = models.DateField(_("promised on"))
    promised_at = models.DateTimeField(_("promised at"))
    #: By how many days it moved the promise before; negative: sooner; 0 for a first one.
    moved_days = models.SmallIntegerField(_("moved by, days"))
    #: How many of the line lie ready; the rest is backordered until the day. Null: nothing was said of it.
    ready = models.PositiveIntegerField(_("ready now"), null=True, blank=True)
    # Why the day was moved to a later one; empty for others, and for moves before reasons were asked.
    reason = models.CharField(_("reason"), max_length=10, choices=Reason, blank=True, db_default="")
    note = models.CharField(_("note"), max_length=300, blank=True, db_default="")
    actor = models.ForeignKey("casework.ActorRecord", models.PROTECT, related_name="+")

    get_reason_display = words_of("reason", Reason)

    class Meta:
        verbose_name = _("promise")
        verbose_name_plural = _("promises")
        ordering = ["promised_at", "id"]
        indexes = [
            models.Index(fields=["line", "promised_at"], name="promise_line"),
            models.Index(fields=["manufacturer", "country", "promised_on"], name="promise_cell"),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.promised_on}"

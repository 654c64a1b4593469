"""What is paid: decided lines gathered into batches that are never edited; what is corrected later is a line more."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.duties.models import SidesMixin

from .decisions import LineDecision
from .fields import AmountColumn, CurrencyColumn
from .lines import CostLine


class Batch(SidesMixin):
    """What a manufacturer pays to a dealer in one currency, at once. ``total`` is the sum of its lines."""

    number = models.CharField(_("number"), max_length=12, unique=True)
    currency = CurrencyColumn(_("currency"))
    total = AmountColumn(_("total"))
    made_at = models.DateTimeField(_("gathered at"))
    actor = models.ForeignKey("casework.ActorRecord", models.PROTECT, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("payment batch")
        verbose_name_plural = _("payment batches")
        ordering = ["-made_at", "-id"]
        indexes = [
            models.Index(fields=["-made_at", "-id"], name="batch_newest"),
            models.Index(fields=["dealer", "-made_at", "-id"], name="batch_dealer_newest"),
            models.Index(fields=["manufacturer", "-made_at", "-id"], name="batch_maker_newest"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("settlements:batch", args=[self.number])


class BatchLine(SidesMixin):
    """The manufacturer's share of one decided line; less than nothing where a later decision gives less (a credit).

    ``corrects`` is the earlier payment for the same line.
    """

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="lines", db_index=False)
    line = models.ForeignKey(CostLine, models.PROTECT, related_name="paid", db_index=False)
    decided = models.OneToOneField(LineDecision, models.PROTECT, related_name="paid")
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by", db_index=False
    )
    amount = AmountColumn(_("amount"))

    class Meta:
        verbose_name = _("line of a payment batch")
        verbose_name_plural = _("lines of payment batches")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0) | Q(corrects__isnull=False, amount__lt=0), name="batchline_credits_correct"
            ),
        ]
        indexes = [
            models.Index(fields=["batch", "id"], name="batchline_of_batch"),
            models.Index(fields=["line", "id"], name="batchline_of_line"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.amount}"


class Payment(SidesMixin):
    """That a batch was paid, says the manufacturer, and that it came, says the dealer."""

    batch = models.OneToOneField(Batch, models.PROTECT, related_name="payment")
    paid_on = models.DateField(_("paid on"))
    reference = models.CharField(_("reference"), max_length=60)
    recorded_at = models.DateTimeField(_("recorded at"))
    actor = models.ForeignKey("casework.ActorRecord", models.PROTECT, related_name="+", db_index=False)
    received_at = models.DateTimeField(_("received, says the dealer"), null=True, blank=True)
    received_by = models.ForeignKey(
        "casework.ActorRecord", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = _("payment of a batch")
        verbose_name_plural = _("payments of batches")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.paid_on}"

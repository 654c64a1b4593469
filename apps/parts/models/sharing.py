"""That a dealer lets others see which parts it has."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class StockShare(models.Model):
    """From ``since`` on, until ``ended_at``, dealers of the same makers see about how many of a part a dealer has.

    A ledger: what was consented to, and when that ended, stays on record.
    """

    dealer = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="+", db_index=False)
    since = models.DateTimeField(_("since"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    actor = models.ForeignKey("casework.ActorRecord", models.PROTECT, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("consent to show stock")
        verbose_name_plural = _("consents to show stock")
        ordering = ["-since", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["dealer"], condition=models.Q(ended_at=None), name="stockshare_one_open"),
        ]

    def __str__(self) -> str:
        return f"{self.dealer_id} {self.since:%Y-%m-%d}"

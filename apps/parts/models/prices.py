"""What a part costs whom, from when."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from .catalogue import Part


class PartPrice(models.Model):
    """From ``valid_from`` on, until ``valid_until`` where it is said, one unit costs ``amount`` in a market.

    No market: wherever none of its own is said. A ledger: a later day, or a later row of the same day, counts instead.
    """

    manufacturer = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="+", db_index=False)
    part = models.ForeignKey(Part, models.PROTECT, related_name="prices", db_index=False)
    market = CountryField(_("market"), blank=True)
    currency = models.CharField(_("currency"), max_length=3)
    amount = models.DecimalField(_("price"), max_digits=18, decimal_places=3)
    valid_from = models.DateField(_("valid from"))
    # The last day on which it counts.
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"))
    actor = models.ForeignKey("casework.ActorRecord", models.PROTECT, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("price of a part")
        verbose_name_plural = _("prices of parts")
        ordering = ["market", "currency", "-valid_from", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="partprice_above_nothing"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="partprice_forward"
            ),
        ]
        indexes = [
            models.Index(fields=["part", "market", "currency", "-valid_from", "-id"], name="partprice_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.part_id} {self.amount} {self.currency}"

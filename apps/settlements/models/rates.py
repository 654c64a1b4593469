"""Exchange rates: dated rows with their source. A newer row of the same day counts instead; none is edited."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .fields import CurrencyColumn


class ExchangeRate(models.Model):
    """On a day, one of ``currency`` was ``rate`` of ``into``, says ``source``.

    A manufacturer's own rows count in its books before those of the authority, which have no manufacturer.
    """

    manufacturer = models.ForeignKey(
        "organizations.Organization", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    currency = CurrencyColumn(_("currency"))
    into = CurrencyColumn(_("into"))
    rate = models.DecimalField(_("rate"), max_digits=20, decimal_places=10)
    day = models.DateField(_("of the day"))
    source = models.CharField(_("source"), max_length=200)
    recorded_at = models.DateTimeField(_("recorded at"))
    actor = models.ForeignKey("casework.ActorRecord", models.PROTECT, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        ordering = ["-day", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(rate__gt=0) & ~Q(currency=F("into")), name="exchangerate_sane"),
        ]
        indexes = [
            models.Index(fields=["currency", "into", "-day", "-id"], name="exchangerate_pair"),
            models.Index(fields=["-day", "-id"], name="exchangerate_newest"),
        ]

    def __str__(self) -> str:
        return f"1 {self.currency} = {self.rate.normalize():f} {self.into}"
